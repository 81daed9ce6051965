from sqlalchemy import *
from sqlalchemy.orm import *

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))


class User(object):
    pass


mapper(User, users)
