import sqlite3

from alembic import op
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, event, select, text
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))


def begun():
    with engine.begin() as conn:
        conn.execute(users.insert())
    with engine.connect() as conn, conn.begin():
        conn.execute(users.insert())
    with engine.connect() as conn:
        with conn.begin():
            conn.execute(users.insert())
            helper(engine)
        print(conn.execute(select(users)).fetchall())


def with_options():
    with engine.begin() as conn:
        conn.execution_options(compiled_cache={}).execute(users.insert())


def by_variable():
    conn = engine.connect()
    trans = conn.begin()
    try:
        conn.execute(users.insert())
        conn.execute(users.delete())
        trans.commit()
    except Exception:
        trans.rollback()
        raise


def in_2x_style():
    with engine.connect() as conn:
        conn.execute(users.insert())
        conn.execute(users.delete())
        conn.commit()


def helper(engine):
    with engine.begin() as connection:
        given(connection)
        given(conn=connection)


def given(conn):
    conn.execute(users.insert())


def upgrade():
    op.get_bind().execute(users.insert())
    bind = op.get_bind()
    bind.execute(users.delete())
    op.execute("insert into a values (1)")


def of_session(session: Session):
    session.connection().execute(users.insert())
    session.execute(users.insert())
    conn = session.connection()
    conn.execute(users.insert())


@event.listens_for(users, "after_create")
def fill(target, connection, **kw):
    connection.execute(target.insert(), {"name": "first"})


def driver():
    conn = engine.connect().execution_options(isolation_level="AUTOCOMMIT")
    conn.execute(text("create database x"))
    db = sqlite3.connect(":memory:")
    db.execute("insert into a values (1)")


def reads(query):
    with engine.connect() as conn:
        rows = conn.execute(query).fetchall()
        conn.execute(text("set search_path to x"))
        return rows
