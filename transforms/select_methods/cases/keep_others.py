import pandas
from sqlalchemy import Column, Integer, MetaData, Table, column, exists, func, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))
other = users.alias("o")


class Chart:
    def as_scalar(self):
        return 1

    def column(self, name):
        return name

    def over(self, a, b):
        return a, b


def look(session: Session, query, frame: pandas.DataFrame, items):
    select(users).subquery().alias("x")
    users.join(other, users.c.id == other.c.id, True)
    users.outerjoin(other, users.c.id == other.c.id, True)
    session.query(users.c.id).with_for_update(True)
    query.join(other, None, True)
    query.with_for_update(True)
    query.apply_labels()
    query.count()
    session.query(users).count()
    items.count(1)
    Chart().as_scalar()
    Chart().column("x")
    Chart().over(1, 2)
    frame.column("x").over(1)
    column("x").label("y")
    exists().where(users.c.id == 1)
    exists(users.c.id)
    func.sum(users.c.id).over(partition_by=users.c.id)
    select(users).with_for_update(read=True)
    select(users).with_only_columns(users.c.id)
    return query.froms, query.func, ",".join(items)
