import sqlalchemy as sa
from sqlalchemy import create_engine, engine as engines
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.engine.url import URL as DatabaseURL

settings = {"drivername": "sqlite"}
one = URL("sqlite", database="x.db")
two = DatabaseURL(**settings)
three = sa.engine.url.URL(
    "sqlite",  # a file
    database="x.db",
)
four = engines.URL("sqlite", None, None)
engine = create_engine(one)


class App(object):
    def __init__(self, engine):
        self.url = make_url("postgresql://u:p@h/d")

    def text(self):
        return str(self.url), "at %s" % self.url, "%s at %s" % (1, self.url), "{}".format(self.url)

    def shown(self):
        print(self.url)
        print("at %s" % self.url)
        print(f"at {self.url}")
        logger.info("at %s", self.url)
        return repr(self.url), f"{self.url!r}", "%r" % self.url

    def change(self):
        self.url.database = "x"
        self.url.query.update(a="b")


def local():
    url = make_url("sqlite:///a")
    url.database = "b"
    url.query["k"] = ("v")
    url.port = (1 +
                2)
    return str(url)


def aliased(url: URL):
    url.host = "x"
    return f"{url} and {url.database}"


def guess(engine, request):
    return str(engine.url), str(request.url), str(create_engine("sqlite://").url)
