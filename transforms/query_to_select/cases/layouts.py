from sqlalchemy import Column, ForeignKey, Integer, String, func
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


def hanging(session: Session, name: str):
    return session.query(User).filter(
        User.name == name,
        User.id > 3,  # not the first ones
    ).all()


def backslashes(session: Session, name: str):
    users = session.query(User)\
                   .filter(User.name == name)\
                   .order_by(User.id)\
                   .all()
    return users


def parentheses(session: Session, name: str):
    return (
        session.query(User)
        .filter(User.name == name)  # exactly
        .order_by(User.id)
        .all()
    )


def comments(session: Session):
    return (
        session.query(User)  # all
        # ordered
        .order_by(User.id)  # by id
        .all()  # at once
    )


def first(session: Session, name: str):
    return (
        session.query(User)
        .filter(User.name == name)
        .first()
    )


def counts(session: Session, name: str):
    short = (
        session.query(User)
        .filter(User.name == name)
        .count()
    )
    long = (
        session.query(User.name)
        .distinct()
        .count()
    )
    return short, long, session.query(Post).count(), session.query(Post).limit(2).count()


def loops(session: Session):
    for user in (
        session.query(User)
        .join(User.posts)
        .order_by(User.id)
    ):
        print(user.name)
    print([post.title for post in session.query(Post)])
    for name, number in session.query(User.name, func.count(Post.id)).outerjoin(User.posts).group_by(User.name):
        print(name, number)


def argument(session: Session):
    return sorted(
        session.query(User)
        .join(User.posts),
        key=lambda user: user.id,
    )


def nested(session: Session, title: str):
    return session.query(User).filter(
        User.id.in_(session.query(Post.user_id).filter(Post.title == title))
    ).all()


def inner(session: Session, post_id: int):
    return session.query(User).filter(
        User.id == session.query(Post).filter(Post.id == post_id).one().user_id
    ).one()


def glued(session: Session):
    return(
        session.query(User)
        .all()
    )


def f_string(session: Session):
    return f"{session.query(User).count()} users"


def parenthesised(session: Session, name: str):
    found = (
        session.query(User)
        .filter(User.name == name)
    ).order_by(User.id).all()
    number = (session.query(User).limit(2)).count()
    largest = (
        session.query(func.max(User.id))
        .filter(User.name == name)
    ).scalar()
    return found, number, largest, (session.query(User)).all(), ((session.query(User)).filter(User.id > 1)).first()


def at_once(session: Session):
    for index, user in enumerate(session.query(User)):
        print(index, user)
    return ", ".join(user.name for user in session.query(User)), next(iter(session.query(User))), dict(
        zip("ab", session.query(User))
    ), [*session.query(User)], [name for (name,) in session.query(User.name)]
