import sqlite3
from sqlalchemy import create_engine, text, event
from sqlalchemy.engine import Engine

db = sqlite3.connect(":memory:")
db.execute("select 1")
cursor = db.cursor()
cursor.execute("insert into a values (?)", (1,))
engine = create_engine("sqlite://")


@event.listens_for(Engine, "connect")
def pragma(dbapi_connection, record):
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    dbapi_connection.execute("PRAGMA x")


def f(executor, engine2):
    executor.execute("x")
    with engine.begin() as connection:
        connection.execute(text("insert into a values (:b)"), {"b": 1})
        connection.exec_driver_sql("insert into a values (?)", (1,))
    with engine.connect() as connection:
        return connection.execute(text("select 1")).scalar()
