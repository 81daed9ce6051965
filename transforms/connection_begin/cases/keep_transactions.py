from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")


def one_after_another():
    with engine.connect() as conn:
        with conn.begin():
            conn.execute(text("select 1"))
        with conn.begin():
            with conn.begin_nested():
                conn.execute(text("select 1"))
        conn.execute(text("select 1"))
        conn.rollback()
        with conn.begin():
            conn.execute(text("select 1"))
    with engine.connect() as conn:
        trans = conn.begin()
        conn.execute(text("select 1"))
        nested = conn.begin_nested()
        nested.rollback()
        trans.commit()


def branches(flag):
    conn = engine.connect()
    if flag:
        conn.execute(text("select 1"))
    else:
        with conn.begin():
            conn.execute(text("select 1"))


def sessions(session: Session, thing):
    session.begin()
    with thing.begin():
        with thing.begin():
            pass
