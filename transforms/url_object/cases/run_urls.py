import warnings

from sqlalchemy import create_engine
from sqlalchemy.engine.url import URL, make_url

warnings.simplefilter("ignore")


def observe():
    url = URL("postgresql+psycopg2", "user", "p@ss:word", "host", 5432, "db", {"sslmode": "require"})
    keywords = URL(**{"drivername": "sqlite", "database": "x.db"})
    engine = create_engine("sqlite:///some.db?timeout=5")
    return [
        str(url),
        "%s %s" % (1, url),
        "{} {}".format(1, url),
        f"{url} {url!s} {url.host}",
        str(keywords),
        str(engine.url),
        str(make_url("mysql://u:p@h/d").database),
        repr(url),
    ]
