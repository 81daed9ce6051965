from sqlalchemy.orm import Session

from parent import Parent


def names(session: Session):
    return session.get(Parent, 1)
