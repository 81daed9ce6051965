"""Where sort_order cannot keep the order of 1.x."""
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


def flag():
    return Column(Integer, default=0)


class Flagged:
    note = Column(String(10))
    is_done = flag()


class Task(Flagged, Base):
    __tablename__ = "task"

    id = Column(Integer, primary_key=True)
    kind = Column(String(5))

    __mapper_args__ = {"polymorphic_on": "kind", "polymorphic_identity": "task"}


class Sized:
    size = Column(Integer)


# The table is that of Task.
class BigTask(Sized, Task):
    reason = Column(String(5))

    __mapper_args__ = {"polymorphic_identity": "big"}
