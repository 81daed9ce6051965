from sqlalchemy import Column, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite://")
items = Table("items", MetaData(), Column("id", Integer, primary_key=True))


class Repository:
    def __init__(self, conn):
        self.conn = conn

    def add(self):
        self.conn.execute(items.insert())


def main():
    with engine.begin() as conn:
        Repository(conn).add()


class TestItems:
    def setUp(self):
        self.connection = engine.connect()
        self.trans = self.connection.begin()

    def tearDown(self):
        self.trans.rollback()

    def test_add(self):
        self.connection.execute(items.insert())
