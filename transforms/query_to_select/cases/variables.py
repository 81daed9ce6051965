from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, relationship

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


def branches(session: Session, name: str = None, limit: int = None):
    query = session.query(User)
    if name:
        query = query.filter(User.name == name)
    query = query.order_by(User.id)
    if limit:
        query = query.limit(limit)
    return query.all()


def page(session: Session, names: list):
    query = session.query(User)
    for name in names:
        query = query.filter(User.name != name)
    total = query.count()
    return total, query.order_by(User.id).offset(1).limit(2).all(), query.first()


def joined(session: Session, title: str):
    query = session.query(User)
    if title:
        query = query.join(User.posts).filter(Post.title == title)
    for user in query:
        print(user.name)


def again(session: Session):
    query = session.query(User).filter(User.id > 1)
    users = query.all()
    query = session.query(Post).filter(Post.id > 1)
    posts = query.all()
    return users, posts


def either(session: Session, flag: bool):
    if flag:
        query = session.query(User).filter(User.id > 1)
    else:
        query = session.query(User)
    return [user.id for user in query]


class Repository:
    def __init__(self, session: Session):
        self.session = session

    def find(self, name=None):
        query = (
            self.session.query(User)
            .order_by(User.id)
        )
        if name is not None:
            query = query.filter_by(name=name)
        return query.one_or_none()


def settled(session: Session = None):
    session = session or Session()
    query = session.query(User)
    query = query.filter(User.id > 1)
    return query.all()


def rebound(session: Session, other: Session):
    query = session.query(User)
    for session in (session, other):
        query.all()
