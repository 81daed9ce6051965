import sqlalchemy as sa
from alembic import op
from cassandra.cqlengine.columns import Column as Cell
from rich.table import Column
from sqlalchemy.orm import declarative_base, mapped_column
from sqlmodel import Field, SQLModel

Base = declarative_base()


class Grid:
    left = Column(header="left")
    cell = Cell(primary_key=True)


class Hero(SQLModel, table=True):
    id: int = Field(sa_column=sa.Column(sa.Integer, primary_key=True))
    name = sa.Column(sa.String)


class Mapped(Base):
    __table__ = sa.Table("mapped", Base.metadata, sa.Column("id", sa.Integer, primary_key=True))
    name = __table__.c.id


class Done(Base):
    __tablename__ = "done"

    id = mapped_column(sa.Integer, primary_key=True)


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer, primary_key=True))
    op.add_column("t", sa.Column("x", sa.String(3)))
