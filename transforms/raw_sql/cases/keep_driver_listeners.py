from sqlalchemy import create_engine, event

engine = create_engine("sqlite://")


def on_connect(conn, record):
    conn.execute("PRAGMA foreign_keys=ON")


def on_checkout(connection, record, proxy):
    connection.execute("SELECT 1")


event.listen(engine, "connect", on_connect)
event.listen(engine.pool, "checkout", on_checkout)
