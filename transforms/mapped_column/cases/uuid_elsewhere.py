from sqlalchemy import Column, Integer, String, TypeDecorator
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import UUID
from sqlalchemy.orm import declarative_base

Base = declarative_base()
PlainUUID = postgresql.UUID
Key = UUID


class Text(TypeDecorator):
    impl = UUID
    cache_ok = True


class Own(UUID):
    pass


class Thing(Base):
    __tablename__ = "thing"
    id = Column(Integer, primary_key=True)
    one = Column(Text)
    two = Column(PlainUUID)
    three = Column(String(36))
