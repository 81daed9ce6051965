# settings: unsafe
from sqlalchemy import create_engine, select
from sqlalchemy.orm import sessionmaker

from app.models import User

Session = sessionmaker(bind=create_engine("sqlite://"))


def rename(key, name):
    session = Session()
    try:
        user = session.get(User, key)
        if user is not None:
            user.name = name
        session.commit()
    except:
        session.rollback()
        raise
    finally:
        session.close()


def add(names):
    for name in names:
        db = Session()
        try:
            db.add(User(name=name)); db.commit()
        except Exception as error:
            db.rollback()
            raise
        finally:
            db.close()
    return len(names)
