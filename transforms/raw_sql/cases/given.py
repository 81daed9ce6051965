from sqlalchemy import create_engine, event, text
from sqlalchemy.engine import Engine

engine = create_engine("sqlite://")


@event.listens_for(engine, "connect")
def connect(conn, record):
    conn.execute("PRAGMA foreign_keys=ON")


@event.listens_for(Engine, "begin")
def begin(conn):
    conn.execute("BEGIN")


def read(conn):
    return conn.execute("SELECT 1 FROM a").fetchall()


def write(conn, stmt):
    conn.execute("DELETE FROM a")
    conn.execute(stmt)


def run():
    with engine.begin() as connection:
        inside(connection)


def inside(connection):
    connection.execute("DELETE FROM a")
