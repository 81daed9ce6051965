from sqlalchemy import text
from sqlalchemy.ext.asyncio import (
    AsyncSession,
    async_scoped_session,
    async_sessionmaker,
    create_async_engine,
)

engine = create_async_engine("sqlite+aiosqlite://")
factory = async_sessionmaker(engine)


async def strings(given: AsyncSession, driver):
    async with factory() as session:
        await session.execute("select count(*) from users")
        (await session.execute("select id from users where id = :id", {"id": 1})).scalar()
        await session.execute(text("select 1"))
    async with AsyncSession(engine) as session:
        await session.scalar(f"select count(*) from {driver}")
    await given.execute("select 1")
    await driver.execute("select 1")
