from sqlalchemy import Column, ForeignKey, Integer, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, declarative_base, relationship, selectinload

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    addresses = relationship("Address", back_populates="user")
    eager = relationship("Address", lazy="selectin", viewonly=True)


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses")


async def loaded(session: AsyncSession, id):
    user = await session.get(User, id, options=[selectinload(User.addresses)])
    other = await session.scalar(select(User).options(selectinload(User.addresses)))
    fresh = await session.get(User, id)
    await session.refresh(fresh, ["addresses"])
    new = await session.get(User, id)
    new.addresses = []
    return user.addresses, user.eager, user.id, other.addresses, fresh.addresses, new.addresses


def synchronous(session: Session, id):
    user = session.get(User, id)
    return user.addresses


async def mixed(session: Session, given, id):
    user = session.get(User, id)
    return user.addresses, given.addresses


async def several(session: AsyncSession, id):
    user = await session.get(User, id)
    if user is None:
        user = User()
    return user.addresses
