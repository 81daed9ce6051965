from sqlalchemy import Column, Integer, String, func
from sqlalchemy.orm import Query, Session, declarative_base, loading
from sqlalchemy.orm.loading import merge_result

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


def methods(session: Session, mode):
    session.query(User.id).add_column(User.name).all()
    session.query(User.id).with_labels()
    session.query(User.id).apply_labels().statement
    session.query(func.count(User.id)).as_scalar()
    session.query(User).with_lockmode("update").all()
    session.query(User).with_lockmode("update_nowait").all()
    session.query(User).with_lockmode(mode="read").all()
    session.query(User).with_for_update(False, True, of=User).all()
    session.query(User).filter_by(id=1).value(User.name)
    list(session.query(User).order_by(User.id).values(User.id, User.name))
    for ident, name in session.query(User).values(User.id, User.name):
        print(ident, name)


def indexes(session: Session):
    query = session.query(User).order_by(User.id)
    query[-1]
    (query)[-2]
    query[-3:]
    query[:-1]
    query[-3:-1]
    query[0:-1]
    return query[1:-1]


def passed_on(query: Query):
    query.with_for_update(True)
    return query.from_self()


def refused(session: Session, mode, rows, columns):
    session.query(User).with_lockmode(mode)
    session.query(User).values(User.id)
    session.query(User).values(*columns)
    list(session.query(User).values(User))
    session.query(User).from_self().all()
    session.query(User).select_entity_from(rows).all()
    session.query(User).with_polymorphic("*").all()
    session.query(User).instances(rows)
    session.query(User).merge_result(rows)


def doubtful(db):
    db.query(User).with_lockmode("read").all()
    return db.query(User)[-1]


def merged(session: Session, query, rows):
    loading.merge_result(query, rows)
    return merge_result(query, rows)
