import enum
import typing

from sqlalchemy import BigInteger, Column, Enum, Integer, JSON, Numeric, String, TypeDecorator
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Colour(enum.Enum):
    red = 1
    green = 2


class ColourType(TypeDecorator):
    impl = String(10)
    cache_ok = True

    def process_result_value(self, value, dialect) -> typing.Optional[Colour]:
        return value and Colour[value]


class Words(TypeDecorator):
    impl = String
    cache_ok = True

    def process_result_value(self, value, dialect) -> typing.List[str]:
        return value.split()


class Options(TypeDecorator):
    impl = JSON
    cache_ok = True

    def process_result_value(self, value, dialect) -> dict[str, int]:
        return value


Id = BigInteger().with_variant(Integer, "sqlite")
Money = Numeric(10, 2)
Status = Enum("new", "old", name="status")
Shade = Enum(Colour, name="shade")
Name = String(40)


class Thing(Base):
    __tablename__ = "thing"

    id = Column(Id, primary_key=True)
    price = Column(Money, nullable=False)
    status = Column(Status)
    shade = Column(Shade)
    name = Column(Name)
    colour = Column(ColourType, nullable=False)
    words = Column(Words())
    options = Column(Options)


class Other(Base):
    __tablename__ = "other"

    id = Column(Id, primary_key=True)
    Colour = Column(Integer)
    colour = Column(ColourType)
