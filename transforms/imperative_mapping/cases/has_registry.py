from sqlalchemy import Column, Integer, Table
from sqlalchemy.orm import mapper, registry

mapped = registry()
users = Table("users", mapped.metadata, Column("id", Integer, primary_key=True))
accounts = Table("accounts", mapped.metadata, Column("id", Integer, primary_key=True))


@mapped.mapped
class Account:
    __table__ = accounts


class User:
    pass


mapper(User, users)
