import pandas
from sqlalchemy import Column, Integer, MetaData, Table, func, select
from sqlalchemy.orm import Session

users = Table("users", MetaData(), Column("id", Integer))


def look(session: Session, frame: pandas.DataFrame, statement, a):
    found = select(users.c.id).subquery()
    other = users.alias()
    select(found.c.id).select_from(found)
    select(func.count()).select_from(users.join(other, other.c.id == users.c.id))
    select(users.c.id).where(users.c.id.in_(select(found.c.id)))
    select(users.c.id).selected_columns.id
    select(users.c.id).cte().c.id
    select(users.c.id).join(other, other.c.id == users.c.id)
    session.query(users.c.id).select_from(found)
    users.c.id.in_([1, 2])
    users.c.id.in_(statement)
    frame.columns
    a.c
    return statement.columns, statement.select(), ".".join(a)
