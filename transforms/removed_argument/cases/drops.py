import sqlalchemy as sa
from sqlalchemy import Column, Enum, Integer, MetaData, String, Table, Unicode, create_engine
from sqlalchemy.dialects import mysql
from sqlalchemy.dialects.mysql import ENUM as MyEnum
from sqlalchemy.orm import as_declarative
from sqlalchemy.types import Text as LongText

engine = create_engine("sqlite://")
metadata = MetaData()

users = Table("users", metadata, autoload=True, autoload_with=engine)
later = Table("later", metadata, Column("id", Integer), autoload=False)
again = Table("again", metadata, mustexist=True)
more = Table(
    "more",
    metadata,
    Column("id", Integer),
    useexisting=True,  # added to in plugins
)
texts = Table(
    "texts",
    metadata,
    Column("a", String(30, convert_unicode=True)),
    Column("b", sa.Unicode(convert_unicode=False, length=3)),
    Column("c", LongText(convert_unicode=True, unicode_error=None)),
    Column("d", String(convert_unicode="force")),
    Column("e", String(unicode_error="ignore")),
    Column("f", Enum("a", "b", name="ab", convert_unicode=True)),
    Column("g", mysql.SET("a", "b", quoting="auto")),
    Column(
        "h",
        MyEnum(
            "a",
            "b",
            # the server quotes
            quoting="unquoted",
        ),
    ),
    Column("i", Unicode(30, convert_unicode=computed())),
)


@as_declarative(bind=engine)
class Bound:
    pass


@as_declarative(bind=None)
class Unbound:
    pass
