from sqlalchemy import Column, ForeignKey, Integer, create_engine
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


class Repository:
    def rows(self, session: Session, key):
        return session.query(User).filter(User.id == key).all()


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add_all([User(id=1), User(id=2), Post(id=1, user_id=1), Post(id=2, user_id=1)])
    session.commit()
    # two posts, one user
    kind = "rows"
    find = getattr(Repository(), kind)
    return [user.id for user in find(session, Post.user_id)]
