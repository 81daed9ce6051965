from sqlalchemy import Column, Integer, String, create_engine, select
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()
engine = create_engine("sqlite://")


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)


def keys(connection):
    with engine.begin() as connection:
        return list(connection.execute(User.__table__.delete()).keys())


def objects(session: Session):
    return session.execute(select(User).where(User.id == 1)).columns(0).all()
