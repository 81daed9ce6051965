import asyncio

from sqlalchemy import MetaData, create_engine
from sqlalchemy.ext.asyncio import AsyncConnection, AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

sync_engine = create_engine("sqlite://")
engine = create_async_engine("sqlite+aiosqlite://")
metadata = MetaData()

wrong = create_async_engine("postgresql://u@localhost/app")
also_wrong = create_async_engine(url="mysql+pymysql://u@localhost/app")
factory = async_sessionmaker(engine)
older = sessionmaker(
    bind=engine,
    class_=AsyncSession,
)
mixed = AsyncSession(sync_engine)
other_way = Session(engine)
other_factory = sessionmaker(bind=engine)
scoped = scoped_session(older)
scoped_too = scoped_session(sessionmaker(engine, class_=AsyncSession), scopefunc=asyncio.current_task)


class Own(AsyncSession):
    pass


async def main():
    own = Own(engine)
    metadata.create_all(engine)
    async with engine.begin() as connection:
        metadata.drop_all(bind=connection)
        await connection.set_isolation_level()
    return AsyncConnection.set_isolation_level
