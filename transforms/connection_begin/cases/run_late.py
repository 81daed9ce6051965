"""begin() after reads: with unsafe rewrites the same is stored, without them nothing is changed."""

from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def observe():
    with engine.begin() as conn:
        conn.execute(text("create table a (b integer)"))
    conn = engine.connect()
    with conn.begin():
        conn.execute(text("insert into a values (1)"))
    trans = conn.begin()
    conn.execute(text("insert into a values (2)"))
    trans.rollback()
    found = conn.execute(text("select b from a")).fetchall()
    conn.close()
    return found
