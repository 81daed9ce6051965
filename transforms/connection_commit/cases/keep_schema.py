import sqlite3

from sqlalchemy import MetaData, create_engine
from sqlalchemy.ext.asyncio import create_async_engine

engine = create_engine("sqlite://")
async_engine = create_async_engine("sqlite+aiosqlite://")
metadata = MetaData()


async def create():
    async with async_engine.begin() as connection:
        await connection.run_sync(metadata.create_all)


class Files:
    def __init__(self):
        self.connection = sqlite3.connect(":memory:")

    def create(self, name):
        self.files.create(self.connection)


class Tests:
    def setup(self):
        metadata.create_all(engine)
        self.api.create(self.client)

    def done(self):
        with engine.begin() as connection:
            metadata.drop_all(connection)
