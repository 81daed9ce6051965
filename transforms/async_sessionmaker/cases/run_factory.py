import asyncio
import os
import tempfile

from sqlalchemy import Column, Integer, String, create_engine, select
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import declarative_base, sessionmaker

Base = declarative_base()
path = os.path.join(tempfile.mkdtemp(), "a.db")
engine = create_async_engine("sqlite+aiosqlite:///" + path)


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String)


class Own(AsyncSession):
    def shout(self):
        return "own"


factory = sessionmaker(engine, class_=AsyncSession, expire_on_commit=False)
own = sessionmaker(bind=engine, class_=Own, expire_on_commit=False)


async def work():
    told = []
    async with engine.begin() as connection:
        await connection.run_sync(Base.metadata.create_all)
    async with factory() as session:
        session.add(User(id=1, name="a"))
        await session.commit()
    async with factory() as session:
        session.add(User(id=2, name="b"))
        await session.flush()
    async with own() as session:
        found = (await session.execute(select(User).order_by(User.id))).scalars().all()
        await session.commit()
        told.append([[user.id, user.name] for user in found])
        told.append([session.shout(), isinstance(session, AsyncSession)])
    await engine.dispose()
    return told


def observe():
    told = asyncio.run(work())
    connection = create_engine("sqlite:///" + path).raw_connection()
    told.append([list(row) for row in connection.cursor().execute("select id from users")])
    return told
