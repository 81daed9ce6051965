from sqlalchemy import MetaData, create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_scoped_session, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from settings import URL, options

sync_engine = create_engine("sqlite://")
engine = create_async_engine("sqlite+aiosqlite://")
by_name = create_async_engine(URL)
metadata = MetaData()
factory = async_sessionmaker(engine, expire_on_commit=False)
kept = async_sessionmaker(engine, expire_on_commit=True)
hidden = async_sessionmaker(engine, **options)
sync_factory = sessionmaker(sync_engine)
scoped = scoped_session(sync_factory)
async_scoped = async_scoped_session(factory, scopefunc=len)
session = Session(sync_engine)
metadata.create_all(sync_engine)


async def main(thing):
    thing.set_isolation_level()
    async with engine.begin() as connection:
        await connection.run_sync(metadata.create_all)
    async with factory() as session:
        await session.commit()
