import enum

from sqlalchemy import Column, Enum, Float, Integer, MetaData, Table
from rich.table import Table as RichTable


class Color(enum.Enum):
    _ignore_ = 1
    red = enum.auto()
    blue = enum.auto()


class Constants(object):
    one = 1
    uno = 1


Enum("a", "b", name="ab")
Enum(Color)
Enum(Constants)
Float(5)
table = RichTable("x")
table.append_column(Column("x"))
Table("a", MetaData(), Column("x", Integer), Column("y", Integer))
Table("b", MetaData(), *[Column("x", Integer)])
