# -*- coding: utf-8 -*-
"""Engine, session and declarative base of the shop."""
from contextlib import contextmanager

from sqlalchemy import MetaData, create_engine, event
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import scoped_session, sessionmaker

# Constraints need names, or our migrations cannot drop them again.
metadata = MetaData(naming_convention={
    "ix": "ix_%(column_0_label)s",
    "uq": "uq_%(table_name)s_%(column_0_name)s",
    "fk": "fk_%(table_name)s_%(column_0_name)s_%(referred_table_name)s",
    "pk": "pk_%(table_name)s",
})

Base = declarative_base(metadata=metadata)

SessionFactory = sessionmaker(autocommit=False, autoflush=True)
Session = scoped_session(SessionFactory)


def _enforce_foreign_keys(dbapi_connection, _record):
    """SQLite ignores ON DELETE unless it is told to look at it."""
    cursor = dbapi_connection.cursor()
    cursor.execute("PRAGMA foreign_keys=ON")
    cursor.close()


def init_db(url, echo=False):
    """Connect to `url`, create what is missing and return the engine."""
    from . import models  # noqa: F401  (registers the tables)

    engine = create_engine(url, echo=echo)
    if engine.dialect.name == "sqlite":
        event.listen(engine, "connect", _enforce_foreign_keys)
    Session.remove()
    SessionFactory.configure(bind=engine)
    Base.metadata.create_all(engine)
    return engine


@contextmanager
def session_scope():
    """One unit of work: commit at the end, roll back on any error."""
    session = SessionFactory()
    try:
        yield session
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()
