import requests
from models import User


def raw(conn, session):
    session.execute("select 1")
    return conn.execute("select 1"), requests, User
