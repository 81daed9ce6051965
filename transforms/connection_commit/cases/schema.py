from sqlalchemy import Column, Integer, MetaData, Table, create_engine

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer))


def made():
    conn = engine.connect()
    metadata.create_all(conn)
    conn.close()


def in_block():
    with engine.connect() as connection:
        users.create(bind=connection)


def in_transaction():
    with engine.begin() as begun:
        metadata.create_all(begun)
        users.drop(begun)


def by_engine():
    metadata.create_all(engine)
    metadata.drop_all(bind=engine)


def committed():
    other = engine.connect()
    metadata.create_all(other)
    other.commit()


def not_by_the_other():
    other = engine.connect()
    metadata.drop_all(other)


class Test:
    def setup(self):
        self.connection = engine.connect()
        metadata.create_all(self.connection)

    def teardown(self):
        metadata.drop_all(self.connection)
        self.connection.close()
