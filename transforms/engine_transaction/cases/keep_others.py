from django.db import transaction
from peewee import SqliteDatabase
from sqlalchemy import create_engine

engine = create_engine("sqlite://")
database = SqliteDatabase("x")
database.transaction(work)
transaction.atomic(work)
session.transaction.commit()
with engine.begin() as connection:
    work(connection)
