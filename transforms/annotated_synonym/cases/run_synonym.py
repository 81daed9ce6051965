from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.orm import Session, declarative_base, synonym
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    nick = synonym("name")  # as the API calls it


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1, nick="ed"))
        session.add(User(id=2))
        session.commit()
        found = session.query(User).filter(User.nick == "ed").one()
        return [found.name, str(User.nick == "x"), session.query(User.nick).filter_by(id=2).scalar()]
