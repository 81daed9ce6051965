"""What migrations store, when statements run before Alembic is given the connection."""

import os
import sqlite3
import tempfile

from alembic.migration import MigrationContext
from alembic.operations import Operations
from sqlalchemy import Column, Integer, create_engine, text

path = os.path.join(tempfile.mkdtemp(), "case.db")
engine = create_engine("sqlite:///" + path)


def stored():
    other = sqlite3.connect(path)
    try:
        return [row[0] for row in other.execute("select x from made order by x")]
    finally:
        other.close()


def migrate(number):
    with engine.connect() as connection:
        connection.execute("PRAGMA foreign_keys=OFF")
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
        with context.begin_transaction():
            op = Operations(context)
            if number == 1:
                op.create_table("made", Column("x", Integer))
            op.execute("insert into made values (%d)" % number)
            bind = op.get_bind()
            bind.execute("insert into made values (?)", (number + 10,))
            if number == 3:
                raise ValueError


def observe():
    migrate(1)
    first = stored()
    migrate(2)
    second = stored()
    try:
        migrate(3)
    except ValueError:
        return first, second, stored()
