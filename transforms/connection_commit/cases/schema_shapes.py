from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer))


class Unsettled:
    def setup(self):
        self.shared = engine.connect()
        self.session = Session(bind=self.shared)

    def run(self):
        self.session.add(object())
        metadata.create_all(self.shared)

    def teardown(self):
        metadata.drop_all(self.shared)
        self.shared.close()


class InTransaction:
    def setup(self):
        self.outer = engine.connect()
        self.transaction = self.outer.begin()
        metadata.create_all(self.outer)


class Sometimes:
    def setup(self):
        self.some = engine.connect()

    def write(self):
        self.some.execute(users.insert(), {"id": 1})

    def alone(self):
        self.some.execute(users.delete())
        return self.some.execute(users.select()).fetchall()

    def both(self):
        with self.some.begin():
            self.write()
            self.some.execute(users.insert(), {"id": 2})


def given(connection):
    metadata.create_all(connection)


class Base:
    def setup(self):
        self.found = engine.connect()
        self.prepare()
        self.create()

    def prepare(self):
        self.session = sessionmaker(bind=self.found)()

    def create(self):
        metadata.create_all(self.found)
