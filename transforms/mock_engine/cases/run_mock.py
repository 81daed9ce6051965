import warnings

from sqlalchemy import Column, Integer, MetaData, Table, create_engine

warnings.simplefilter("ignore")
seen = []
engine = create_engine(
    "sqlite://",
    strategy="mock",
    executor=lambda sql, *args, **kwargs: seen.append(" ".join(str(sql.compile(dialect=engine.dialect)).split())),
)
metadata = MetaData()
Table("users", metadata, Column("id", Integer, primary_key=True))


def observe():
    metadata.create_all(engine, checkfirst=False)
    return seen
