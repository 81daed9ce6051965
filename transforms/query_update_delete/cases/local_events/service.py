from sqlalchemy.orm import Session

from models import User


def forget(session: Session, key):
    return session.query(User).filter(User.id == key).delete()
