import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table, func, nullsfirst, select
from sqlalchemy.orm import declarative_base
from sqlalchemy.sql import operators
from sqlalchemy.sql.expression import nullslast
from sqlalchemy.sql.operators import notin_op

Base = declarative_base()
users = Table("users", MetaData(), Column("id", Integer), Column("name", String))


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)

    @classmethod
    def named(cls):
        return cls.id.isnot(None)


def forms(alias):
    yield users.c.id.notin_([1]), users.c.id.isnot(None), users.c["id"].notlike("a")
    yield users.c.name.notilike("a"), users.c.name.isnot_distinct_from("a")
    yield User.id.notin_([1]), User.id.desc().nullsfirst(), func.lower(users.c.name).label("x").nullslast()
    yield nullsfirst(users.c.id), nullslast(users.c.id), sa.nullslast(users.c.id)
    yield operators.notin_op, operators.isnot, operators.istrue, sa.sql.operators.notlike_op
    yield (users.c.id + 1).isnot(None), alias.c.id.notin_([2])
    yield notin_op
