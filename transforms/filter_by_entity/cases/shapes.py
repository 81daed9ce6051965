import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, select
from sqlalchemy.orm import aliased, declarative_base, relationship

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


def chains(ident, values, flag):
    aa = aliased(Address)
    yield select(User).join(User.addresses).filter_by(id=ident)
    yield sa.select(User).join(Address, Address.user_id == User.id).filter_by(id=ident, email="x")
    yield select(User, Address).filter_by(id=1)
    yield select(User).join(aa, User.addresses).filter_by(id=1)
    yield select(User).join(User.addresses.of_type(aa)).filter_by(id=1 if flag else 2)
    yield select(Address.id).select_from(User).join(User.addresses).filter_by(id=1)
    stmt = select(User).join(User.addresses)
    yield stmt.filter_by(id=1)
    # Left, with a reason.
    yield select(User).join(User.addresses).filter_by(**values)
    yield select(User).join(values).filter_by(id=1)
    other = select(User)
    if flag:
        other = other.join(User.addresses)
    yield other.filter_by(id=1)
