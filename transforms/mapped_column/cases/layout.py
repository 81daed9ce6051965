from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Person(Base):
    __tablename__ = "person"

    id = Column(
        Integer,
        primary_key=True,
    )
    # before
    name = Column(
        String(10),  # as in the form
        nullable=False,  # always there
    )
    alone = Column(
        Integer
    )
    kept = Column(
        # no decimals
        Integer,
        default=0
    )
    first = Column(Integer, nullable=False,)
    both = Column("b", (Integer), nullable=True, default=1); other = Column(nullable=False, type_=Integer)
    (odd) = Column(String(3))
