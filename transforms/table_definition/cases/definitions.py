import enum

import sqlalchemy as sa
from sqlalchemy import Column, Enum, Float, Integer, MetaData, String, Table
from sqlalchemy.dialects import oracle, postgresql
from sqlalchemy.dialects.postgresql import ENUM


class Color(enum.Enum):
    red = 1
    crimson = 1
    blue = 2


class Size(str, enum.Enum):
    small = "s"
    little = small


class Plain(enum.Enum):
    one = 1
    two = 2


metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True, mssql_identity_start=5),
    Column("color", Enum(Color)),
    Column("size", sa.Enum(Size, name="sizes")),
    Column("plain", Enum(Plain)),
    Column("other", ENUM("a", "b")),
    Column("named", ENUM("a", "b", name="ab")),
    Column("rate", Float(5)),
)
Table("twice", metadata, Column("x", Integer), Column("y", Integer), Column("x", String))
Column(mssql_identity_start=2, mssql_identity_increment=3, primary_key=True)
users.append_column(Column("color", String))
users.append_column(Column("new", String))
users.append_column(Column("plain", String), replace_existing=True)
