from contextlib import contextmanager

from sqlalchemy import Column, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite://")
items = Table("items", MetaData(), Column("id", Integer, primary_key=True))


class Database:
    def __init__(self):
        self.lent = engine.connect()

    @contextmanager
    def transaction(self):
        trans = self.lent.begin()
        try:
            yield self.lent
        except Exception:
            trans.rollback()
            raise
        else:
            trans.commit()

    def add(self):
        self.lent.execute(items.insert())

    def rename(self):
        with self.transaction():
            self.lent.execute(items.update().values(id=1))
            self.add()


class Unit:
    def __init__(self):
        self.unit = engine.connect()

    def start(self):
        self.trans = self.unit.begin()

    def add(self):
        self.unit.execute(items.insert())

    def finish(self):
        self.trans.commit()


class Repository:
    def __init__(self, conn):
        self.passed = conn

    def add(self):
        self.passed.execute(items.insert())


def rolled_back():
    conn = engine.connect()
    trans = conn.begin()
    Repository(conn).add()
    trans.rollback()
    conn.close()
