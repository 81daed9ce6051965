from sqlalchemy import and_, or_, select

from app.tables import users


def conditional(criteria):
    query = select(users)
    return query.where(and_(*criteria)) if criteria else query


def stated(criteria, limit):
    query = select(users)
    if criteria and limit:
        query = query.where(or_(*criteria))
    return query


def emptied(criteria):
    query = select(users)
    if criteria:
        criteria.clear()
        query = query.where(and_(*criteria))
    return query


def other(criteria, more):
    query = select(users)
    if more:
        query = query.where(and_(*criteria))
    else:
        query = query.where(and_(*more))
    return query
