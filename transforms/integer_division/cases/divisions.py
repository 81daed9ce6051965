# settings: unsafe
from sqlalchemy import BigInteger, Column, Integer, MetaData, Numeric, Table, cast, func, literal, select
from sqlalchemy.orm import declarative_base

Base = declarative_base()
boxes = Table("boxes", MetaData(), Column("items", Integer), Column("price", Numeric), Column("rows", BigInteger()))


class Box(Base):
    __tablename__ = "box"
    id = Column(Integer, primary_key=True)
    items = Column(Integer)


def look(box: Box, n):
    yield boxes.c.items / boxes.c.rows, boxes.c.items / 3, 100 / boxes.c.items
    yield Box.items / literal(15, Integer), func.count(Box.id) / Box.items, Box.items / cast(n, Integer)
    yield (boxes.c.items  # all
           / 2)
    yield boxes.c.price / 2, boxes.c.items / boxes.c.price, boxes.c.items / 2.5, boxes.c.items / n
    yield box.items / 2, n / 2, 4 / 2, Box.items // 2
