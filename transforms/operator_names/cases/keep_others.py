import pandas
from sqlalchemy import Column, Integer, MetaData, Table

users = Table("users", MetaData(), Column("id", Integer))


class Field:
    def isnot(self, other):
        return other

    def notin_(self, values):
        return values


def nullsfirst(values):
    return values


def look(frame: pandas.DataFrame, anything):
    users.c.id.not_in([1])
    users.c.id.is_not(None)
    Field().isnot(None)
    Field().notin_([1])
    frame.isnot(None)
    anything.notlike("a")
    return nullsfirst([1])
