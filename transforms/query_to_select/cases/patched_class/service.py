from sqlalchemy.orm import Session

from models import User


def find(session: Session, tenant: int):
    return session.query(User).filter(User.tenant == tenant).all()
