from sqlalchemy import create_engine
from sqlalchemy.engine.url import make_url

engine = create_engine("sqlite://")
raw = engine.raw_connection()
raw.connection.execute("pragma x")
print(engine.raw_connection().connection)
make_url("sqlite://").__to_string__(hide_password=False)


def copy(engine):
    fairy = engine.raw_connection()
    return fairy.connection


copy(engine)
