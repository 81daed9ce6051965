from contextlib import contextmanager

from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

from app.models import User, fill

Session = sessionmaker(bind=create_engine("sqlite://"))
Scoped = scoped_session(Session)


@contextmanager
def session_scope():
    session = Session()
    try:
        yield session
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def early(name):
    session = Session()
    try:
        if name is None:
            return
        session.add(User(name=name))
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def handed_on():
    session = Session()
    try:
        fill(session)
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def twice():
    session = Session()
    try:
        session.add(User(name="a"))
        session.commit()
        session.add(User(name="b"))
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def swallowed(log):
    session = Session()
    try:
        session.add(User(name="a"))
        session.commit()
    except Exception:
        session.rollback()
        log.exception("not added")
    finally:
        session.close()


def said():
    session = Session()
    try:
        session.add(User(name="a"))
        # from here on others see it
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def scoped():
    session = Scoped()
    try:
        session.add(User(name="a"))
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def other(connect):
    connection = connect()
    try:
        connection.execute("select 1")
        connection.commit()
    except:
        connection.rollback()
        raise
    finally:
        connection.close()
