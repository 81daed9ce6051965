"""A class may inherit from it by an import that is not followed."""
from missing.models import Holder as Hidden
from missing import models
from sqlalchemy.orm import DeclarativeBase, Mapped, mapped_column


class Base(DeclarativeBase):
    pass


class Holder(Base):
    __allow_unmapped__ = True
    __tablename__ = "holder"
    id: Mapped[int] = mapped_column(primary_key=True)


class Special(models.Holder):
    note: str
