import sqlalchemy.orm as orm
from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Session, aliased, declarative_base, outerjoin, relationship, with_parent

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    tags = relationship("Tag")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("posts.id"))


def parents(session: Session, thing, user: User, name):
    found = session.query(User).filter(User.id == 1).one()
    session.query(Post).filter(with_parent(found, "posts")).all()
    session.query(Post).filter(with_parent(instance=user, prop="posts")).all()
    session.query(Post).with_parent(user, "posts").all()
    session.query(Post).with_parent(thing, property="posts").all()
    session.query(Post).filter(orm.with_parent(thing.user, "posts")).all()
    session.query(Post).filter(with_parent(session.get(User, 1), "posts")).all()
    session.query(Post).filter(with_parent(thing.user(), "posts")).all()
    session.query(Post).filter(with_parent(user, name)).all()
    session.query(Post).filter(with_parent(user, f"{name}s")).all()


def joins(session: Session, thing):
    ua = aliased(User)
    session.query(User).select_from(orm.join(User, Post, "posts")).all()
    session.query(ua).select_from(outerjoin(ua, Post, onclause="posts", full=True)).all()
    session.query(User).select_from(orm.join(orm.join(User, Post, "posts"), Tag, "tags")).all()
    session.query(User).select_from(orm.join(User, Post, User.posts, join_to_left=False)).all()
    session.query(User).select_from(orm.join(thing, Post, "posts")).all()
