from sqlalchemy import create_engine
import sqlalchemy as sa
from sqlalchemy.orm import Session

engine = create_engine("sqlite:///x.db")


def strings(name, ids: list, table: str, values, session: Session):
    with engine.connect() as conn:
        conn.execute("select 1")
        conn.execute("select '%s'" % name)
        conn.execute(f"select {name}").fetchall()
        conn.execute("select * from t where n = ?", (name,))
        conn.execute("select * from t where n = ?", [name])
        conn.execute("select * from t where n = ? and m = ?", [name, 2])
        conn.execute("select * from t where n = ?", name)
        conn.execute("select * from t where n = ?", table)
        conn.execute("select * from t where n = ? and m = ?", name, values)
        conn.execute("select * from t where n = ?", *values)
        conn.execute("select * from t where n = %(n)s", n=name)
        conn.execute("select * from t where n = :n", n=name)
        conn.execute("select * from t where n = :n and m = ':m'", n=name)
        conn.execute("select * from t where n = :n", {"n": name})
        conn.execute("select * from t where n = :n", values)
        conn.execute("select * from t where n in (?, ?)", (1, 2), (3, 4))
        conn.execute("select '12:30', ' :x'")
        conn.execute(sa.text("select :a, :b"), a=1, **values)
        conn.execute(sa.text("select :a, :b"), **values)
        conn.execute(sa.text("select :a"), [])
        conn.execute(sa.text("select :a"), {"a": 1}, {"a": 2})
        conn.execute(sa.text("select :a"), *values)
        conn.scalar("select count(*) from t")
        conn.scalar("select count(*) from t where a = ?", 5)
        sql = "select 1"
        sql += " where 1 = 0"
        conn.execute(sql)
        conn.execute(
            "select a "
            "from b"
        )
        conn.execute(open("x.sql").read())
        conn.execute("PRAGMA foreign_keys=ON")
    session.execute("select :a", {"a": 1})
    session.execute("select '%s'" % name)
    session.scalar(sql)
