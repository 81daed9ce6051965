from sqlalchemy import JSON, Column, Integer, String, Text
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)  # type: int (goes)
    name = Column(  # the name
        String(20),
        nullable=False,
    )  # type: str (goes)
    bio = Column(Text)  # type: ignore[assignment]
    other = Column(Text)  # typed by hand
    data = Column(JSON)  # type: Settings
