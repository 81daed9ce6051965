"""Strings reach the driver as they are, whatever is in them; a session's are text()."""

import datetime

from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


def observe():
    name, pair, by_name = "b", ("a", 1), {"n": "a", "m": "b"}
    table = "t"
    found = []
    with engine.begin() as conn:
        conn.execute("create table t (n varchar, k integer)")
        conn.execute("insert into t values (?, ?)", "a", 1)
        conn.execute("insert into t values (?, ?)", ("b", 2))
        conn.execute("insert into t values (?, ?)", ["c", 3])
        conn.execute("insert into t values (?, ?)", ("d", 4), ("e", 5))
        conn.execute("insert into t values (?, ?)", [("f", 6), ("g", 7)])
        conn.execute("insert into t values (?, ?)", (("h", 8), ("i", 9)))
        conn.execute("insert into t values (:n, :k)", n="j", k=10)
        conn.execute("insert into t values (:n, :k)", {"n": "k", "k": 11})
        conn.execute("insert into t values (:n, :k)", {"n": "l", "k": 12}, {"n": "m", "k": 13})
        conn.execute("insert into t values (:n, ':k')", n="n")
        found.append(conn.execute("select * from t order by rowid").fetchall())
        found.append(conn.execute("select n from t where n = ?", name).fetchall())
        found.append(conn.execute("select n from t where n = ? and k = ?", pair).fetchall())
        found.append(conn.execute("select n from t where n = ? and k = ?", *pair).fetchall())
        found.append(conn.execute("select n from t where n in (:n, :m)", by_name).fetchall())
        found.append(conn.execute("select n from t where n in (:n, :m)", **by_name).fetchall())
        found.append(conn.execute("select '{\"a\":1}', '12:30', ' :x', '\\:y', '50%', '%%'").first())
        found.append(conn.execute("select '%s' || ':z'" % name).scalar())
        found.append(conn.execute(f"select count(*) from {table} where n like 'a%'").scalar())
        found.append(conn.execute("select " "'two' " "|| ' parts'").scalar())
        found.append(conn.scalar("select count(*) from t"))
        found.append(conn.scalar("select k from t where n = ?", "b"))
        found.append(conn.execute(text("select :a || :b"), a="x", b="y").scalar())
        found.append(conn.execute(text("select :n || :m"), **by_name).scalar())
        found.append(conn.execute(text("select 5"), []).scalar())
        found.append(conn.execute("select 6", ()).scalar())
        found.append(conn.execute(text("insert into t values (:n, :k)"), {"n": "o", "k": 1}, {"n": "p", "k": 2}).rowcount)
        rows = [{"n": "q", "k": 1}, {"n": "r", "k": 2}]
        conn.execute(text("insert into t values (:n, :k)"), *rows)
        statement = "select max(k) from t"
        statement += " where n < ?"
        found.append(conn.execute(statement, ("c",)).scalar())
        for sql in ("select 1", "select 'a:b :c'"):
            found.append(conn.execute(sql).scalar())
    with Session(engine) as session:
        session.execute("create table u (n varchar)")
        session.execute("insert into u values (:n)", {"n": "\\:a 100%"})
        found.append(session.scalar("select n || '\\:b' from u"))
        found.append(session.execute("select n from u where n = :n", {"n": "x"}).fetchall())
    return found
