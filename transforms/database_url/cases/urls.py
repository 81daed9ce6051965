import os

from flask import Flask
from sqlalchemy import create_engine
from sqlalchemy.engine.url import URL, make_url
from sqlalchemy.ext.asyncio import create_async_engine

DATABASE = "postgres://u:p@h/d"
SQLALCHEMY_DATABASE_URI = os.getenv("DATABASE_URL", "postgres://u:p@h/d")
USER = "u"
app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = 'postgres+pg8000://u:p@h/d'
one = create_engine(DATABASE)
two = create_engine(f"postgres://{USER}@h/d")
three = create_engine("postgres://%s@h/d" % USER)
four = create_engine(os.environ.get("DATABASE_URL") or "postgresql://h/d")
five = make_url("firebird://h/d")
six = create_engine("mysql+oursql://h/d")
seven = URL.create("postgres", host="h")
eight = create_engine("sqlite:///file.db")
nine = create_async_engine("postgresql+asyncpg://h/d")
ten = create_engine("oracle://h/d")
eleven = create_engine(os.environ["DATABASE_URL"].replace("postgres://", "postgresql://", 1))
SHARED = "postgres://h/d"
asyncpg.connect(SHARED)
twelve = create_engine(SHARED)
