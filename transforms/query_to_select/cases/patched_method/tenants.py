"""Loaded by name when the program starts."""

from sqlalchemy import orm

from models import User

make = orm.Session.query


def of_tenant(self, *entities, **options):
    return make(self, *entities, **options).filter(User.tenant == 1)


setattr(orm.Session, "query", of_tenant)
