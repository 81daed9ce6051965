from sqlalchemy import text
from sqlalchemy.engine import Connection

from elsewhere import users


class Store:
    def add(self, rule):
        self.engine.execute("INSERT INTO a VALUES (1)")
        self.engine.execute(text("select 1")).fetchall()
        self.engine.execute(rule)
        rule.engine.execute("open the door")


def add(conn, engine, other):
    conn.execute("INSERT INTO a VALUES (1)")
    conn.execute("start")
    other.execute("INSERT INTO a VALUES (1)")
    engine.execute("INSERT INTO a VALUES (1)")
