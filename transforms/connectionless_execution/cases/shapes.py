import csv
import sys

from sqlalchemy import MetaData, Table, Column, Integer, String, create_engine, func, select, text

engine = create_engine("sqlite:///x.db")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))


def plain():
    engine.execute("INSERT INTO users (name) VALUES ('a')")
    engine.execute("INSERT INTO users (name) VALUES (?)", "b")
    engine.execute("INSERT INTO users (name) VALUES (?)", ("c",), ("d",))
    engine.execute(users.insert(), name="e")
    engine.execute(users.insert(), {"name": "f"}, {"name": "g"})
    engine.execute(users.insert().values(name="h"))
    engine.execute("""
        INSERT INTO users (name)
    VALUES (
            'i'
        )
    """)  # a comment
    engine.execute(
        users.update()
        # which one
        .where(users.c.id == 1)
        .values(name="""j
  k""")
    )


def reads():
    rows = engine.execute(select(users)).fetchall()
    result = engine.execute(select(users.c.name))
    # all of them
    for row in result:
        print(row)
    print("between")
    result = engine.execute("select 1 where 'a%' = :x", x=1)
    first = result.first()
    count = engine.scalar(select(func.count()).select_from(users))
    for row in engine.execute(text("select name from users")):
        engine.execute(users.insert(), name=row[0] + "2")
        if row[0] == "z":
            break
    else:
        print("none")
    return rows, first, count


def returned():
    return engine.execute(select(users)).fetchall()


def escaping():
    return engine.execute(select(users))


def inserted():
    return engine.execute(users.insert().values(name="q"))


def key():
    pk = engine.execute(users.insert().values(name="q")).inserted_primary_key[0]
    result = engine.execute(users.insert().values(name="q"))
    print("x")
    return pk + result.inserted_primary_key[0]


def generator():
    for row in engine.execute(select(users)):
        yield row


def lazy():
    return (row for row in engine.execute(select(users)))


def condition(connection):
    if engine.execute("select 1").scalar():
        print(connection)
    elif engine.execute("select 2").scalar():
        print(2)
    if not engine.execute("select 1").fetchall() and connection:
        pass
    while engine.execute("select 1").scalar():
        pass


def unknown(stmt, rows):
    engine.execute(stmt)
    csv.writer(sys.stdout).writerows(engine.execute(stmt))
    [engine.execute(users.insert(), name=row) for row in rows]
    x = lambda: engine.execute("select 1").scalar()
    for sql in ("drop table a", "create table b (c int)"):
        engine.execute(sql)
    engine.connect().execute(users.delete())
    engine.connect().execute("select 1").fetchall()


if engine.scalar("select 1"): print(1)
connection = 5
engine.execute(f"DROP TABLE {connection}")
