import enum
import warnings

from sqlalchemy import Column, Enum, Integer, MetaData, String, Table, create_engine
from sqlalchemy.schema import CreateTable

warnings.simplefilter("ignore")
engine = create_engine("sqlite://")


class Color(enum.Enum):
    red = 1
    crimson = 1
    blue = 2


metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("age", Integer),
    Column("color", Enum(Color, create_constraint=True, name="colors")),
)
users.append_column(Column("age", String(10)))


def observe():
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(users.insert(), [{"age": "x", "color": Color.crimson}, {"age": "y", "color": Color.blue}])
        rows = [[row.age, row.color.name] for row in connection.execute(users.select().order_by(users.c.id))]
    return [rows, users.c.color.type.enums, " ".join(str(CreateTable(users)).split())]
