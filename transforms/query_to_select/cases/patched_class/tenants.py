"""Loaded by name when the program starts."""

from sqlalchemy.orm import query

from models import User

every = query.Query.all


def of_tenant(self):
    return every(self.filter(User.tenant == 1))


query.Query.all = of_tenant
