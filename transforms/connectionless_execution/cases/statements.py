import sqlalchemy as sa
from alembic import op
from sqlalchemy import DDL, MetaData, Table, create_engine, func, select, text
from sqlalchemy.schema import CreateTable

engine = create_engine("sqlite://")
metadata = MetaData(bind=engine)
users = Table("users", metadata, autoload_with=engine)


def run(connection, cursor, command):
    users.insert().execute(name="a")
    users.insert(bind=engine).values(name="b").execute()
    (
        users.update()
        .where(users.c.id == 1)  # the first
        .values(name="c")
        .execute()
    )
    rows = select(users).execute().fetchall()
    statement = select(users).where(users.c.id > 1)
    for row in statement.execute():
        print(row)
    if text("select 1").scalar():
        print(rows)
    CreateTable(users).execute(bind=engine)
    sa.Sequence("s").execute(engine)
    DDL("drop table users").execute(engine)
    cursor.execute("select 1")
    command.execute()
    op.execute("select 1")
    return select(users).execute()


def elsewhere(engine):
    return func.now().scalar()
