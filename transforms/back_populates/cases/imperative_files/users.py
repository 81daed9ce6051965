from sqlalchemy import Column, Integer, MetaData, Table
from sqlalchemy.orm import mapper

from domain import User

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))


def map_users():
    mapper(User, users)
