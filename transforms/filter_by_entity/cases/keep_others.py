from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    addresses = relationship("Address", back_populates="user")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    email = Column(String(20))
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses")


def find(session: Session, statement, values, repo):
    session.query(User).join(User.addresses).filter_by(id=1)
    select(User).filter_by(id=1)
    select(User.id, User.name).filter_by(**values)
    select(User).join(User.addresses).filter_by(email="x")
    statement.filter_by(id=1)
    repo.filter_by(id=1)
    stmt = select(User)
    return stmt.filter_by(name="x").join(User.addresses)
