from sqlalchemy import Column, ForeignKey, Integer, String, bindparam, func, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, joinedload, relationship, with_loader_criteria

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    posts = relationship("Post", back_populates="user")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


def layouts(session: Session, size):
    newest = (
        session.query(Post.user_id, func.max(Post.id).label("id"))
        .group_by(Post.user_id)  # one each
        .subquery(name="newest")
    )
    rows = (
        session.query(User)
        .join(newest, newest.c.user_id == User.id)
        .with_entities(User.id, newest.c.id)
        .yield_per(size)
    )
    (
        session.query(User)
        .enable_assertions(False)
        .autoflush(False)
        .first()
    )
    return list(rows), session.query(User).order_by(
        User.id,
    )[0]


def left(session: Session, user, start, stop, keys, query):
    session.query(User).subquery(with_labels=True)
    session.query(User).subquery("x", True)
    session.query(User)[start:stop]
    session.query(User)[start]
    session.query(User)[0:10:2]
    session.query(User)[3:3]
    session.query(User).with_entities(*keys).all()
    session.query(Post).with_parent(user).all()
    session.query(aliased(Post)).with_parent(user, User.posts).all()
    session.query(User).params(i=1).filter(User.id == bindparam("i")).all()
    session.query(User).autoflush(False).count()
    session.query(User).execution_options(yield_per=10).all()
    session.query(User).execution_options(**keys).all()
    session.query(User).from_statement(text("select * from users")).count()
    session.query(User).options(with_loader_criteria(User, User.id > 1)).subquery()
    session.query(User).filter(User.posts.any()).union(session.query(User))
    session.query(User).order_by(User.name).distinct().with_entities(User.id).all()
    session.query(User).enable_eagerloads(False).all()
    session.query(func.count()).subquery()
    session.query(func.count(User.id)).exists()
    session.query(User.name).distinct().offset(1).exists()
    kept = session.query(User)
    if keys:
        kept = kept.with_entities(User.id)
    return kept.all()
