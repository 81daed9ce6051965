"""A revision script whose metadata is bound to Alembic's connection; looked at from a second connection."""

import os
import sqlite3
import tempfile

import sqlalchemy as sa
from alembic import op
from alembic.migration import MigrationContext
from alembic.operations import Operations

path = os.path.join(tempfile.mkdtemp(), "case.db")
engine = sa.create_engine("sqlite:///" + path)


def upgrade(fails=False):
    op.create_table("users", sa.Column("id", sa.Integer, primary_key=True), sa.Column("name", sa.String(20)))
    conn = op.get_bind()
    conn.execute("INSERT INTO users (name) VALUES (?)", ("a",))
    meta = sa.MetaData(bind=op.get_bind())
    users = sa.Table("users", meta, autoload=True)
    users.insert().execute(name="b")
    users.insert().execute({"name": "c"}, {"name": "d"})
    count = sa.select(sa.func.count()).select_from(users).scalar()
    for row in conn.execute("SELECT id, name FROM users").fetchall():
        conn.execute(users.update().where(users.c.id == row[0]).values(name=row[1] * 2))
    if fails:
        raise ValueError
    return count


def downgrade():
    meta = sa.MetaData()
    meta.bind = op.get_context().bind
    meta.reflect(only=["users"])
    meta.drop_all()


def stored():
    other = sqlite3.connect(path)
    try:
        return [row[0] for row in other.execute("select name from users order by id")]
    except sqlite3.OperationalError as error:
        return str(error)
    finally:
        other.close()


def run(step):
    with engine.connect() as connection:
        context = MigrationContext.configure(connection, opts={"transactional_ddl": True})
        with context.begin_transaction(), Operations.context(context):
            return step()


def observe():
    found = [run(upgrade), stored()]
    run(downgrade)
    found.append(stored())
    return found
