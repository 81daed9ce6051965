from sqlalchemy import UniqueConstraint, create_engine
from sqlalchemy.orm import declarative_base

engine = create_engine("sqlite://")
Base = declarative_base()


class Bare(Base):
    __tablename__ = "bare"
    __table_args__ = {"autoload": True}


class WithEngine(Base):
    __tablename__ = "with_engine"
    __table_args__ = {"autoload": True, "autoload_with": engine}


class Last(Base):
    __tablename__ = "last"
    __table_args__ = (UniqueConstraint("x"), {"schema": "s", "autoload": True})
