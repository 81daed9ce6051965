"""Strings that reach execute() through loops, lists, dictionaries, classes, functions and conditions."""

from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
SCRIPT = """
insert into users (id, name) values (1, 'a:b');
insert into users (id, name) values (2, '100%');
"""
STATEMENTS = ["select name from users where id = 1", "select name from users where name like '%0:%'"]
NAMED = [("one", "select 1"), ("time", "select '12:30 :x'")]
QUERIES = {"count": "select count(*) from users", "pattern": "select '%s :y'"}


class Queries:
    COUNT = "select count(*) from users where name like 'a:%'"

    def __init__(self):
        self.last = "select max(id) from users"

    def run(self, conn):
        return [
            conn.execute(self.COUNT).scalar(),
            conn.execute(Queries.COUNT).scalar(),
            conn.execute(self.last).scalar(),
            conn.execute(self.made()).scalar(),
        ]

    def made(self):
        return "select '%s'" % ":z"


def make(table):
    return "select count(*) from {}".format(table)


def by_default(conn, sql="select ':default'"):
    return conn.execute(sql).scalar()


def observe():
    found = []
    with engine.begin() as conn:
        metadata.create_all(conn)
        for statement in SCRIPT.split(";"):
            if statement.strip():
                conn.execute(statement)
        for statement in STATEMENTS:
            found.append([row[0] for row in conn.execute(statement)])
        for name, statement in NAMED:
            found.append([name, conn.execute(statement).scalar()])
        for index, statement in enumerate(STATEMENTS):
            found.append([index, conn.execute(statement).scalar()])
        found.append(conn.execute(QUERIES["count"]).scalar())
        found.append(conn.execute(STATEMENTS[0]).scalar())
        found.append(conn.execute(make("users")).scalar())
        found.append(Queries().run(conn))
        found.append(by_default(conn))
        sql = None
        if found:
            sql = "select 'then :a'"
        else:
            sql = "select 'else'"
        found.append(conn.execute(sql).scalar())
        sql = "select 'X' || ':b'"
        for old, new in (("X", "Y"), ("b", "c")):
            sql = sql.replace(old, new)
        found.append(conn.execute(sql).scalar())
        sql = users.select()
        found.append(len(conn.execute(sql).fetchall()))
    return found
