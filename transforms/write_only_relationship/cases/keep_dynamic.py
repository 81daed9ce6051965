# settings: unsafe select=AM411
"""Relationships that stay dynamic: each has a use that a write-only one does not have."""
from sqlalchemy import ForeignKey
from sqlalchemy.orm import DeclarativeBase, DynamicMapped, Mapped, Session, mapped_column, relationship


class Base(DeclarativeBase):
    pass


class Owner(Base):
    __tablename__ = "owners"

    id: Mapped[int] = mapped_column(primary_key=True)
    iterated: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    assigned: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    handed: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    named: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    unknown: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    deleted: DynamicMapped["Thing"] = relationship(lazy="dynamic")
    paged: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    served: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True)
    classed: DynamicMapped["Thing"] = relationship(lazy="dynamic", viewonly=True, query_class=object)
    plain: Mapped["Thing"] = relationship(viewonly=True)


class Thing(Base):
    __tablename__ = "things"

    id: Mapped[int] = mapped_column(primary_key=True)
    owner_id: Mapped[int] = mapped_column(ForeignKey("owners.id"))


class Schema:
    served = object()


def use(session: Session, owner: Owner, anything):
    ids = [thing.id for thing in owner.iterated]
    owner.assigned = []
    print(owner.handed, ids)
    getattr(owner, "named").all()
    anything.unknown.all()
    session.delete(owner)
    return owner.paged.paginate(page=1)


async def wait(owner: Owner):
    return owner.iterated.all()
