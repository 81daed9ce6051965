from sqlalchemy import Column, Integer, MetaData, Table, create_engine

users = Table("users", MetaData(), Column("id", Integer))
engine = create_engine("sqlite://")


class Store:
    def __init__(self):
        self.writer = engine.connect()

    def add(self, id):
        self.writer.execute(users.insert(), {"id": id})

    def add_all(self, ids):
        transaction = self.writer.begin()
        try:
            for id in ids:
                self.writer.execute(users.insert(), {"id": id})
            transaction.commit()
        except Exception:
            transaction.rollback()
            raise


class Kept:
    def __init__(self):
        self.kept = engine.connect()
        self.transaction = self.kept.begin()

    def add(self, id):
        self.kept.execute(users.insert(), {"id": id})


class Called:
    def __init__(self):
        self.called = engine.connect()

    def clear(self):
        self.called.execute(users.delete())

    def swap(self):
        transaction = self.called.begin()
        try:
            self.clear()
            transaction.commit()
        except Exception:
            transaction.rollback()
