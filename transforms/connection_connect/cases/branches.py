from sqlalchemy import create_engine, text
from sqlalchemy.engine import Connection

engine = create_engine("sqlite://")


def branches(given: Connection):
    conn = engine.contextual_connect()
    one = conn.connect()
    one.execute(text("select 1"))
    two = conn.connect()
    two.close()
    conn.connect().execute(text("select 1"))
    with given.connect() as other:
        other.execute(text("select 1"))
    engine.connect(close_with_result=True).execute(text("select 1")).scalar()
    engine.raw_connection(_connection=conn)
    return given.connect()


def fine(thing):
    thing.connect()
    with engine.connect() as conn:
        return engine.raw_connection(), conn
