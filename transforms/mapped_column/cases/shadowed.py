import datetime
import uuid as uuid_of

from sqlalchemy import Column, Date, Integer, LargeBinary, String, Time
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Event(Base):
    __tablename__ = "event"

    id = Column(Integer, primary_key=True)
    date = Column(Date, nullable=False)
    time = Column(Time, nullable=False)
    until = Column(Date)
    uuid = Column(UUID(as_uuid=True))
    bytes = Column(Integer, nullable=False)
    content = Column(LargeBinary)
    datetime = Column(String(20))
    Optional = Column(String(20))
