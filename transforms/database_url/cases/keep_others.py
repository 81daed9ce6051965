import asyncpg
import psycopg2
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

asyncpg.connect("postgres://u:p@h/d")
psycopg2.connect("postgres://u:p@h/d")
URL = "postgres://u:p@h/d"
if URL.startswith("postgres://"):
    URL = URL.replace("postgres://", "postgresql://", 1)
one = create_engine("sqlite://")
two = create_engine("sqlite:///:memory:")
three = create_engine("sqlite:///file.db", poolclass=NullPool)
four = create_engine("postgresql+psycopg2://h/d")
five = create_engine("mysql+pymysql://h/d")


def make_url(name):
    return "/" + name


make_url("postgres")
