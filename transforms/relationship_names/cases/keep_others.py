from fancy.trees import with_parent as other
from sqlalchemy import Column, ForeignKey, Integer, join
from sqlalchemy import orm
from sqlalchemy.orm import Session, declarative_base, relationship, with_parent

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def find(session: Session, user: User, node):
    session.query(Post).filter(with_parent(user, User.posts)).all()
    session.query(Post).with_parent(user).all()
    session.query(Post).with_parent(user, User.posts).all()
    node.with_parent(user, "posts")
    other(node, "posts")
    orm.join(User, Post, User.posts)
    orm.join(User, Post)
    return join(User.__table__, Post.__table__)
