from functools import partial

from sqlalchemy import Column, DateTime, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()
Needed = partial(Column, nullable=False)
Key = lambda: Column(Integer, primary_key=True)
LONG = True
created = Column(DateTime)


class Secret(Column):
    inherit_cache = True


class Note(Base):
    __tablename__ = "note"

    id = Key()
    title = Needed(String(100), unique=True)
    body = Column(Text) if LONG else Column(String(500))
    secret = Secret(String(20))
    created_at = created
    if LONG:
        more = Column(Text)


def models():
    def number(default):
        return Column(Integer, default=default)

    class Local(Base):
        __tablename__ = "local"

        id = Key()
        flag = number(3)
        other = Needed("the_other", Integer)

    return Local
