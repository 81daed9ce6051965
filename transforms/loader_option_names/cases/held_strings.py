from sqlalchemy.orm import defer, joinedload, load_only, lazyload, sessionmaker

from models import User

session = sessionmaker()()
RELATIONS = ("posts", "groups")
EVERYTHING = "*"
ATTRIBUTES = [User.posts, User.groups]


def strings(table, given, *rest):
    query = session.query(User).options(*[joinedload(name) for name in RELATIONS])
    for name in ["posts", "groups"]:
        query = query.options(joinedload(name).load_only("id"))
    query = query.options(load_only(*RELATIONS))
    path = "posts" + "." + given
    query = query.options(joinedload(path))
    query = query.options(defer("%s_raw" % given), joinedload("{}.user".format(given)))
    return query.all()


def same(given, *rest):
    query = session.query(User).options(*[joinedload(name) for name in ATTRIBUTES])
    for name in rest:
        query = query.options(joinedload(name))
    query = query.options(joinedload(given), lazyload(EVERYTHING), load_only(*rest))
    return query.options(joinedload(getattr(User, "posts"))).all()
