from sqlalchemy import ARRAY, Column, Enum, Integer, MetaData, String, Table, select
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import Any
from sqlalchemy.sql import operators

items = Table(
    "items",
    MetaData(),
    Column("id", Integer),
    Column("tags", ARRAY(String(5))),
    Column("marks", ARRAY(Integer)),
    Column("kinds", ARRAY(Enum("a", "b", name="kind"))),
)


def told(criterion):
    """The SQL with its values in place, where a value has the type of its column or could not be written."""
    compiled = select(items.c.id).where(criterion).compile(
        dialect=postgresql.dialect(), compile_kwargs={"literal_binds": True}
    )
    types = sorted({type(bind.type).__name__ for bind in compiled.binds.values()})
    return [" ".join(str(compiled).split()), types]


def observe():
    return [
        told(items.c.tags.any("x")),
        told(~items.c.tags.any("x")),
        told(items.c.marks.all(3, operator=operators.lt)),
        told(items.c.marks.any(3, operator=operators.ge) & items.c.tags.all("y")),
        told(~items.c.marks.any(3, operators.le)),
        told(items.c.kinds.any("a")),
        told(Any(7, items.c.marks)),
        told(items.c.marks.any(items.c.id)),
    ]
