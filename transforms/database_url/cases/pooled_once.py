"""The pool of SQLite files is told of once in a file, and not where it is chosen."""
from sqlalchemy import create_engine
from sqlalchemy.pool import NullPool

memory = create_engine("sqlite://")
chosen = create_engine("sqlite:///chosen.db", poolclass=NullPool)
first = create_engine("sqlite:///first.db")
second = create_engine("sqlite:///second.db")
