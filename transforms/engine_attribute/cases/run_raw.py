import warnings

from sqlalchemy import create_engine
from sqlalchemy.engine.url import make_url

warnings.simplefilter("ignore")
engine = create_engine("sqlite://")


def observe():
    raw = engine.raw_connection()
    found = [type(raw.connection).__name__, raw.connection.execute("select 1").fetchone()[0]]
    raw.close()
    url = make_url("postgresql+psycopg2://u:p@h/d")
    return found + [url.__to_string__(hide_password=False), url.__to_string__()]
