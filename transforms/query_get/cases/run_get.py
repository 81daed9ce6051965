from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, joinedload, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    posts = relationship("Post")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    part = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"))


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1, name="ed", posts=[Post(id=1, part=1), Post(id=1, part=2)]))
        session.commit()
        found = [
            session.query(User).get(1).name,
            session.query(User).get(2),
            session.query(User).get({"id": 1}).name,
            session.query(Post).get((1, 2)).part,
            session.query(User).get(ident=1) is session.query(User).get(1),
        ]
        session.expunge_all()
        loaded = session.query(User).options(joinedload(User.posts)).get(1)
        found.append(len(loaded.__dict__["posts"]))
        loaded.name = "changed"
        found.append(session.query(User).get(1).name)
        session.flush()
        found.append(session.query(User).populate_existing().get(1).name)
        found.append(session.query(User).with_for_update().get(1).name)
        return found
