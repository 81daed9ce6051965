from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def work(connection, value, plus=0):
    return connection.execute(text("select :x"), {"x": value}).scalar() + plus


engine.transaction(work, 1)
found = engine.transaction(
    lambda c, x: work(c, x),
    5,
    plus=2,
)


def nested(connection):
    with engine.connect() as conn:
        first = conn.transaction(work, 2)
        return first, engine.transaction(work, 1)


def given(connection):
    return engine.transaction(work)
