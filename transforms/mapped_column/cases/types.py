# settings: python=3.8
import enum

import sqlalchemy as sa
from sqlalchemy import types
from sqlalchemy.dialects import postgresql as pg
from sqlalchemy.ext.mutable import MutableDict
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Colour(enum.Enum):
    red = 1


class Encrypted(sa.TypeDecorator):
    impl = sa.String


Amount = sa.Numeric(10, 2)


class Thing(Base):
    __tablename__ = "thing"

    id = sa.Column(sa.BigInteger().with_variant(sa.Integer, "sqlite"), primary_key=True)
    text = sa.Column(sa.Text, nullable=False)
    plain = sa.Column(sa.String(), nullable=False)
    sized = sa.Column(sa.Unicode(40), nullable=False)
    small = sa.Column(types.SmallInteger)
    day = sa.Column(sa.Date)
    moment = sa.Column(sa.DateTime(timezone=True))
    length = sa.Column(sa.Interval)
    blob = sa.Column(sa.LargeBinary)
    real = sa.Column(sa.Float)
    price = sa.Column(sa.Numeric)
    exact = sa.Column(sa.Numeric(10, 2, asdecimal=False))
    amount = sa.Column(Amount)
    document = sa.Column(pg.JSONB, nullable=False)
    extra = sa.Column(MutableDict.as_mutable(sa.JSON))
    colour = sa.Column(sa.Enum(Colour), nullable=False)
    size = sa.Column(sa.Enum("s", "m", name="size"))
    tags = sa.Column(pg.ARRAY(sa.String(20)))
    grid = sa.Column(pg.ARRAY(sa.Integer, dimensions=2))
    secret = sa.Column(Encrypted(100))
    address = sa.Column(pg.INET)
    key = sa.Column(pg.UUID(as_uuid=True), nullable=False)
    old_key = sa.Column(pg.UUID, nullable=False)
    older_key = sa.Column(pg.UUID())
