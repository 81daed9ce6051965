from sqlalchemy import Column, ForeignKey, Integer, select
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    addresses = relationship("Address", back_populates="user")


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses", lazy="select")


async def one(session: AsyncSession, id):
    user = await session.get(User, id)
    address = await session.scalar(select(Address).where(Address.id == id))
    first = (await session.execute(select(User))).scalars().first()
    result = await session.execute(select(User).limit(1))
    other = result.scalar_one_or_none()
    return user.addresses, address.user, first.addresses, [a.id for a in other.addresses]


async def many(session: AsyncSession):
    statement = select(User)
    ordered = statement.order_by(User.id)
    users = (await session.scalars(ordered)).all()
    for user in users:
        print(user.addresses)
    for address in await session.scalars(select(Address)):
        print(address.user)
    return [user.addresses for user in users]
