from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def nested():
    conn = engine.connect()
    with conn.begin():
        with conn.begin():
            conn.execute(text("select 1"))
    with engine.begin() as connection:
        with connection.begin():
            connection.execute(text("select 1"))
        with connection.begin_nested():
            connection.execute(text("select 1"))


def late():
    conn = engine.connect()
    conn.execute(text("select 1")).fetchall()
    trans = conn.begin()
    trans.commit()


def late_block():
    with engine.connect() as conn:
        rows = conn.execute(text("select 1")).fetchall()
        # writes
        with conn.begin():
            conn.execute(text("delete from a"))
        return rows


def savepoint():
    conn = engine.connect()
    with conn.begin_nested():
        conn.execute(text("delete from a"))
    conn.close()


def reflected(metadata, frames):
    with engine.connect() as conn:
        metadata.reflect(conn)
        with conn.begin():
            conn.execute(text("delete from a"))
    with engine.connect() as other:
        frames.read_sql("select 1", con=other)
        with other.begin():
            other.execute(text("delete from a"))
