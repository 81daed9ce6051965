# settings: unsafe
from sqlalchemy import and_, func, not_, or_, select, table, column

users = table("users", column("id"), column("name"))


def find(criteria, others):
    some = [users.c.id == 1]
    either = []
    yield select(users).where(and_())
    yield select(users).where(and_(*criteria))
    yield select(users).where(and_(*some, *criteria)).filter(and_(and_(*others), users.c.id == 1))
    yield select(users).where(or_(*[]))
    yield select(users).where(or_(*either))
    yield select(users).where(or_(*[users.c.id == key for key in others]))
    yield select(users).where(or_(*others))
    yield select(users).where(or_(*(users.c.id == key for key in others)))
    yield select(users).where(or_())
    yield select(users).where(not_(and_()))
    yield select(users).where(or_(and_(), users.c.id == 1))


def keep(criteria, others):
    yield select(users).where(and_(users.c.id == 1, *criteria))
    yield select(users).where(or_(users.c.id == 1, *criteria))
    yield select(users).where(or_(and_(*criteria), users.c.id == 1))
    yield select(users).having(and_(*criteria))
    joined = and_(*criteria)
    yield select(users).where(joined)
