from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

users = Table("users", MetaData(), Column("id", Integer))


class Writes:
    def __init__(self, engine):
        self.connection = engine.connect()

    def run(self, statement, *parameters):
        return self.connection.execute(statement, *parameters)

    def add(self, id):
        self.run(users.insert(), {"id": id})


class Reads:
    def __init__(self, engine):
        self.reader = engine.connect()

    def ask(self, statement):
        return self.reader.execute(statement)

    def all(self):
        return self.ask(select(users)).fetchall()


Writes(create_engine("sqlite://"))
Reads(create_engine("sqlite://"))
