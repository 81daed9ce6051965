# settings: unsafe
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, delete, insert, update
from sqlalchemy.dialects.postgresql import insert as pg_insert
from sqlalchemy.orm import declarative_base

Base = declarative_base()
metadata = MetaData()
engine = create_engine("sqlite://")
users = Table("users", metadata, Column("id", Integer), Column("name", String))


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)


def forms(values, where, flag, other_table, options, optional=None):
    yield users.insert({"name": "x"})
    yield users.insert(values)
    yield users.insert(optional)
    yield users.insert(None)
    yield users.insert([{"name": "x"}, {"name": "y"}], inline=True)
    yield users.insert(values={"name": "x"}, inline=False, returning=[users.c.id])
    yield users.insert(inline=flag)
    yield users.insert(return_defaults=True, prefixes=["OR REPLACE"])
    yield users.insert(return_defaults=[users.c.id])
    yield insert(users, {"name": "x"})
    yield insert(users, values=dict(name="x"), bind=engine)
    yield insert(table=users, values={"name": "x"})
    yield insert(User.__table__, {"id": 1})
    yield pg_insert(users, {"name": "x"}, returning=[users.c.id])
    yield users.update(users.c.id == 1, {"name": "x"})
    yield users.update(
        whereclause=users.c.id == 1,
        values=dict(name="x"),
    )
    yield users.update(values={"name": "x"},
                       whereclause=users.c.id == 1)
    yield users.update(where, values)
    yield users.update(optional)
    yield users.update(None, {"name": "x"})
    yield users.update(where(), {"name": "x"})
    yield update(User, User.id == 1, {"id": 2})
    yield update(users, users.c.id == 1, values={"name": "x"}, mysql_limit=5)
    yield users.update(mysql_limit=5).values(name="x")
    yield users.update(preserve_parameter_order=True).where(users.c.id == 1).values([(users.c.name, "a")])
    yield users.update(preserve_parameter_order=True).values(
        [
            (users.c.name, "a"),
            (users.c.id, 1),
        ]
    )
    yield users.update(users.c.id == 1, [("name", "a")], preserve_parameter_order=True)
    yield users.update(preserve_parameter_order=True)
    yield users.update(preserve_parameter_order=flag)
    yield users.delete(users.c.id == 1)
    yield users.delete(where)
    yield users.delete(whereclause=users.c.id == 1, returning=[users.c.id])
    yield delete(users, users.c.id == 1)
    yield delete(User, User.id == 1)
    yield delete(users, where, engine)
    yield User.__table__.delete(User.id == 1)
    yield other_table.delete(other_table.c.id == 1)
    yield other_table.update(whereclause=where, values=values)
    yield other_table.insert(values=values)
    yield users.insert(**options)
    yield users.update(*options)
