import datetime
import uuid
from typing import Optional

from sqlalchemy import Column, ForeignKey, Integer, JSON, PickleType, String, create_engine, types
from sqlalchemy.dialects import postgresql
from sqlalchemy.ext.mutable import MutableDict, MutableList
from sqlalchemy.orm import Session, declarative_base
from sqlalchemy.types import TypeDecorator, UserDefinedType

Base = declarative_base()


class Code(TypeDecorator):
    """Decorates: it holds what it decorates."""

    impl = String(10)
    cache_ok = True


class LongCode(Code):
    pass


class Guid(TypeDecorator):
    impl = types.CHAR(36)
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return None if value is None else str(value)

    def process_result_value(self, value, dialect) -> Optional[uuid.UUID]:
        return None if value is None else uuid.UUID(value)


class Unsaid(TypeDecorator):
    """Converts, and does not say to what."""

    impl = String
    cache_ok = True

    def process_result_value(self, value, dialect):
        return value.split(",") if value else []


class Lowered(TypeDecorator):
    """Hands on what the decorated type says."""

    impl = String(40)
    cache_ok = True

    @property
    def python_type(self):
        return self.impl.type.python_type

    def process_bind_param(self, value, dialect):
        return None if value is None else value.lower()


class Amount(TypeDecorator):
    impl = Integer
    cache_ok = True

    @property
    def python_type(self):
        return float

    def process_bind_param(self, value, dialect):
        return None if value is None else int(value * 100)

    def process_result_value(self, value, dialect):
        return None if value is None else value / 100


class Stamp(TypeDecorator):
    impl = types.DateTime
    cache_ok = True

    def process_result_value(self, value, dialect) -> "datetime.datetime | None":
        return value


class Vector(UserDefinedType):
    cache_ok = True

    def get_col_spec(self, **kw):
        return "VECTOR"


class Name(String):
    pass


class Item(Base):
    __tablename__ = "items"

    id = Column(Guid, primary_key=True, default=uuid.uuid4)
    code = Column(Code, nullable=False)
    long_code = Column(LongCode())
    lowered = Column(Lowered)
    unsaid = Column(Unsaid)
    amount = Column(Amount(), nullable=False)
    stamp = Column(Stamp)
    vector = Column(Vector())
    name = Column(Name(20))
    data = Column(MutableDict.as_mutable(JSON))
    things = Column(MutableList.as_mutable(PickleType), default=list)
    grid = Column(postgresql.ARRAY(Integer, dimensions=2).with_variant(JSON, "sqlite"))
    parent_id = Column(Guid, ForeignKey("items.id"))
    other_id = Column(ForeignKey("items.id"))


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    key = uuid.UUID(int=7)
    with Session(engine) as session:
        session.add(Item(id=key, code="a", amount=1.5, unsaid="x", data={"a": 1}, things=[1], grid=[[1], [2]]))
        session.commit()
        item = session.query(Item).one()
        item.data["b"] = 2
        item.things.append(3)
        session.commit()
        item = session.query(Item).one()
        columns = [(column.name, str(column.type), column.nullable) for column in Item.__table__.columns]
        return [columns, str(item.id), item.code, item.amount, item.unsaid, item.data, item.things, item.grid]
