from sqlalchemy import Column, ForeignKey, Integer, String, func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, joinedload, relationship, with_loader_criteria

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    posts = relationship("Post", back_populates="user")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


def returned(session: Session):
    return session.query(User).filter(User.id > 1)


def passed(session: Session):
    return run(session.query(User))


def run(query):
    return query.all()


def truth(session: Session):
    if session.query(User):
        return len(session.query(User))


def sliced(session: Session):
    return session.query(User).order_by(User.id)[-1]


def removed(session: Session):
    session.query(User).from_self().all()
    session.query(User).join("posts").all()
    session.query(User).join((Post, Post.user_id == User.id)).all()
    session.query(User).join(User.posts, Post.user).all()
    session.query(User).join("posts", aliased=True).all()
    session.query(User).options(joinedload("posts")).all()
    session.query(User).options(joinedload(User.posts).joinedload("user")).all()


def others(session: Session):
    session.query(User).filter(User.id == 1).update({"name": "x"})
    session.query(User).filter(User.id == 1).delete()
    session.query(User).filter(User.id == 1).exists()
    session.query(User).union(session.query(User))
    session.query(User).subquery()
    session.query(User).yield_per(10)


def rows(session: Session, model, columns):
    session.query(User.id, Post.id).join(User.posts).all()
    session.query(User.name, func.lower(User.name)).all()
    session.query(model).all()
    session.query(*columns).all()
    session.query(func.now()).scalar()


def order(session: Session):
    session.query(User).limit(2).filter(User.id > 1).all()
    session.query(User).join(User.posts).distinct().order_by(Post.title).all()
    session.query(User).order_by(False).all()


def by_keywords(session: Session, criteria):
    session.query(User).join(User.posts).filter_by(**criteria).all()


class Keeper:
    def __init__(self, session: Session):
        self.query = session.query(User)


def inner(session: Session):
    query = session.query(User)

    def later():
        return query.all()

    return later


def mixed(session: Session, flag):
    query = None
    if flag:
        query = session.query(User)
    return query.all()


def two_models(session: Session, flag):
    if flag:
        query = session.query(User)
    else:
        query = session.query(Post)
    return query.all()


def other_session(session: Session, second: Session):
    query = session.query(User)
    session = second
    return query.all()


def module(session: Session):
    query = session.query(User)
    return query


def later(session: Session):
    names = (user.name for user in session.query(User))
    pairs = enumerate(session.query(User))
    session.add(User(name="new"))
    return list(names), list(pairs)


def untyped(session: Session):
    return session.query(User, func.lower(Post.title)).join(User.posts).all()


def counted(session: Session):
    return session.query(User).options(with_loader_criteria(User, User.id == 1)).count()


class Holder:
    def __init__(self, session: Session):
        self.session = session

    def close(self):
        self.session = None

    def count(self):
        query = self.session.query(User)
        self.close()
        return query.count()


def replaced(session: Session):
    def close():
        nonlocal session
        session = None

    query = session.query(User)
    close()
    return query.count()


def either(session: Session, flag, other):
    query = other
    if flag:
        query = session.query(User)
    return query.all()


def later(session: Session, flag):
    query = session.query(User)
    if flag:
        query = query.all()
    return list(query)
