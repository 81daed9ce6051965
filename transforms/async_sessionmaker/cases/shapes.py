from sqlalchemy import orm
from sqlalchemy.ext.asyncio import AsyncSession, create_async_engine
from sqlalchemy.orm import scoped_session, sessionmaker

from settings import options

engine = create_async_engine("sqlite+aiosqlite://")
first = sessionmaker(engine, class_=AsyncSession)
annotated: sessionmaker = sessionmaker(
    bind=engine,
    class_=AsyncSession,
    expire_on_commit=False,
)
positional = sessionmaker(engine, AsyncSession, autoflush=False)
only = orm.sessionmaker(class_=AsyncSession)
commented = sessionmaker(
    engine,
    class_=AsyncSession,  # not the other
    # this one
    expire_on_commit=False,
)
hidden = sessionmaker(engine, class_=AsyncSession, **options)


class Own(AsyncSession):
    pass


own = sessionmaker(engine, class_=Own)


async def work() -> AsyncSession:
    async with first() as session:
        return session
