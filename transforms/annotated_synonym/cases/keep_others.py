import datetime
from datetime import date

from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column, synonym


class Base(DeclarativeBase):
    pass


class Named(Base):
    __tablename__ = "named"
    id: Mapped[int] = mapped_column(primary_key=True)
    name: Mapped[str] = mapped_column()
    date: Mapped[date] = mapped_column()
    day = synonym("date")
    title: Mapped[str] = synonym("name")
    quoted: Mapped["datetime.date"] = mapped_column()
    unquoted = synonym("quoted")


class Child(Named):
    label = synonym("name")


nick = synonym("name")


class Plain:
    name: Mapped[str] = mapped_column()
    nick = synonym("name")
