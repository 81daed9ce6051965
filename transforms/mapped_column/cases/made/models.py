from sqlalchemy import Column, Integer, Numeric, Table, Text
from sqlalchemy.orm import declarative_base, declared_attr

import columns
from columns import anything, either, for_both, for_tables, key, reference as ref, stamp, text, worked_on

Base = declarative_base()

tags = Table("tags", Base.metadata, for_tables("a"), for_tables("b"), Column("c", Integer))
more = Table("more", Base.metadata, *[for_both()])


class Owned:
    @declared_attr
    def owner_id(cls):
        return ref("users.id", nullable=False)


class User(Base):
    __tablename__ = "users"

    id = key()
    name = text(30, nullable=False)
    nick = text()
    about = columns.text(length=2000)
    amount = anything(Numeric(10, 2))
    notes = anything(Text, comment="free text")
    made_at = stamp(nullable=False)
    stamp = stamp()
    seen = worked_on()
    title = either(True)
    count = for_both()


class Post(Owned, Base):
    __tablename__ = "posts"

    id = key()
    editor_id = ref("users.id")
    writer_id = ref(User.id, nullable=False, index=True)
