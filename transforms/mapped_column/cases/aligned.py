from datetime import datetime

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


class Parcel(Base):
    __tablename__ = "parcels"

    id = Column(Integer,
                primary_key=True,
                comment="a number")
    sent_at = Column(DateTime, default=datetime.utcnow,
                     # midnight counts as the day before
                     nullable=False, index=True)
    kept_at = Column(
        String(30),
        nullable=True,
    )
    hanging = Column(String(20), ForeignKey(
        "parcels.kept_at"), index=True)
    text = Column(String(50), default="""one
                  two""",
                  comment="x")
    gone = Column(Integer, nullable=True,
                  )
