import peewee
import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table, exists, select, union
from sqlalchemy.future import select as future_select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer), Column("name", String))


class Chooser:
    def select(self, columns, whereclause=None):
        return [columns, whereclause]


def own(columns):
    return [columns]


def look(entity, Model, columns_wanted):
    select(users)
    select(users.c.id, users.c.name).where(users.c.id == 1)
    select(entity)
    select(Model).where(Model.id == 1)
    select(*columns_wanted)
    select()
    select("*")
    sa.select(users.c.id.label("x"))
    future_select(users.c.id)
    users.select()
    users.join(users).select()
    exists(users.c.id).where(users.c.id == 1)
    exists(select(users.c.id))
    exists().where(users.c.id == 1)
    union(select(users), select(users)).order_by("id")
    Chooser().select([1], whereclause=2)
    own([1, 2])
    peewee.select([1, 2])
    entity.select([1, 2])
    entity.select(1, limit=3)
    return select(columns_wanted[0])
