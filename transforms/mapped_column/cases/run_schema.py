"""The tables, and what comes back, stay as they were."""
import datetime
import decimal
import enum
from datetime import date

from sqlalchemy import (
    BigInteger, Boolean, CheckConstraint, Column, Date, DateTime, Enum, Float, ForeignKey, Index, Integer, JSON,
    LargeBinary, Numeric, String, Text, UniqueConstraint, create_engine, func, inspect,
)
from sqlalchemy.orm import Session, column_property, declarative_base, declared_attr, deferred, relationship
from sqlalchemy.schema import CreateIndex, CreateTable

Base = declarative_base()


class Colour(enum.Enum):
    red = 1
    green = 2


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("owner.id"))

    @declared_attr
    def second_id(cls) -> Column:
        return Column(ForeignKey("owner.id"), nullable=False)


class Owner(Base):
    __tablename__ = "owner"

    id = Column(BigInteger().with_variant(Integer, "sqlite"), primary_key=True)
    name = Column("nm", String(30), nullable=False, unique=True)
    odd = Column(Integer, nullable=True, server_default="7")


class Thing(Owned, Base):
    __tablename__ = "thing"

    id = Column(Integer, primary_key=True)
    kind = Column(String(10))
    date = Column(Date, default=date.today)
    until = Column(Date(), nullable=False, default=datetime.date(2020, 1, 2))
    first = Column(String, nullable=False)
    last = Column(String, nullable=False)
    full = column_property(first + " " + last)
    flag = Column(Boolean, nullable=False, default=False)
    moment = Column(DateTime)
    price = Column(Numeric)
    ratio = Column(Float)
    raw = Column(LargeBinary)
    data = Column(JSON)
    colour = Column(Enum(Colour), nullable=False)
    size = Column(Enum("s", "m", name="size"))
    body = deferred(Column(Text, nullable=False), group="long")
    seen = column_property(Column(Integer), active_history=True)
    note: str = Column(String(5))
    count: int = Column(Integer, nullable=False, default=3)
    parent_id = Column(ForeignKey("thing.id"))
    parent = relationship("Thing", remote_side=[id])
    __table_args__ = (
        UniqueConstraint(first, last, name="names"),
        CheckConstraint(count > 2, name="count"),
        Index("by_day", until.desc(), func.lower(first)),
    )
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "thing"}


class Special(Thing):
    __tablename__ = "special"

    id = Column(Integer, ForeignKey("thing.id"), primary_key=True)
    extra = Column(String(4), nullable=False)
    __mapper_args__ = {"polymorphic_identity": "special"}


class Single(Thing):
    single = Column(Integer, nullable=False, default=1)
    __mapper_args__ = {"polymorphic_identity": "single"}


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    schema = []
    for table in Base.metadata.sorted_tables:
        schema.append(sorted(line.strip(" ,") for line in str(CreateTable(table)).splitlines()))
        schema.extend(sorted(str(CreateIndex(index)) for index in table.indexes))
    mapper = inspect(Thing)
    with Session(engine) as session:
        session.add(Owner(id=1, name="o"))
        session.flush()
        session.add(Special(
            first="a", last="b", second_id=1, colour=Colour.green, size="m", body="text", extra="x",
            price=decimal.Decimal("1.50"), moment=datetime.datetime(2020, 1, 2, 3), data={"a": [1]}, raw=b"r",
        ))
        session.add(Single(first="c", last="d", second_id=1, owner_id=1, colour=Colour.red, body="more", note=None))
        session.commit()
        rows = [
            [thing.id, thing.kind, thing.full, thing.until, thing.flag, thing.colour, thing.size, thing.body,
             thing.count, thing.note, thing.data, thing.raw, thing.moment, thing.owner_id]
            for thing in session.query(Thing).order_by(Thing.id)
        ]
        price = session.query(Thing.price).order_by(Thing.id).first()[0]
    return {
        "schema": schema,
        "rows": rows,
        "price": price,
        "attributes": sorted(mapper.attrs.keys()),
        "deferred": sorted(p.key for p in mapper.column_attrs if p.deferred),
        "group": mapper.attrs.body.group,
        "active_history": mapper.attrs.seen.active_history,
    }
