from django.db import connection
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
session = Session(engine)
session.connection()
connection.cursor()


class Wrapper(object):
    def __init__(self, connection):
        self.connection = connection

    def close(self):
        self.connection.close()


Wrapper(engine.connect()).connection.close()
engine.raw_connection().dbapi_connection
engine.raw_connection().cursor()
