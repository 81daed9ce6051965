"""Names that may be statements, not strings, are left alone."""

from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")
STATEMENTS = [text("select 1"), text("select 2")]
MIXED = ["select 1"]
MIXED.append(text("select 2"))
QUERIES = {"one": text("select 1")}


class Queries:
    ONE = text("select 1")
    TWO = "select 2"

    def made(self):
        return text("select 3")


class Other(Queries):
    TWO = text("select 2")


def make():
    return text("select 1")


def run(statement=text("select 1")):
    with engine.connect() as conn:
        for each in STATEMENTS:
            conn.execute(each)
        for each in MIXED:
            conn.execute(each)
        for name, each in QUERIES.items():
            conn.execute(each)
        conn.execute(QUERIES["one"])
        conn.execute(STATEMENTS[0])
        conn.execute(Queries.ONE)
        conn.execute(Queries().TWO)
        conn.execute(Queries().made())
        conn.execute(make())
        conn.execute(statement)
        sql = "select 1"
        sql = text(sql)
        conn.execute(sql)
        for part in "select 1; select 2".split(";"):
            part = text(part)
            conn.execute(part)
