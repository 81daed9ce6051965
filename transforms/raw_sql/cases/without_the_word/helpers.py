from flask import g
from models import User


def raw(conn):
    return conn.execute("select 1").scalar()


def kept():
    g.conn.execute("select 1")
    return g.session.execute("select 1").scalar(), User
