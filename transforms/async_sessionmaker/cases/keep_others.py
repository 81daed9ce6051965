from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession, async_sessionmaker, create_async_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from other import OtherSession, sessionmaker as other_sessionmaker

engine = create_engine("sqlite://")
first = sessionmaker(engine, class_=Session)
second = sessionmaker(engine, class_=OtherSession)
third = other_sessionmaker(engine, class_=AsyncSession)
fourth = async_sessionmaker(create_async_engine("sqlite+aiosqlite://"), class_=AsyncSession)
