from sqlalchemy.orm import Session

from .models import Owner, Thing


def remove(session: Session, key):
    owner = session.get(Owner, key)
    for thing in owner.things.filter(
        Thing.id > 3,  # the first three stay
    ).all():
        owner.things.remove(thing)
    session.delete(owner)


def size(owner: Owner, other: Session, session: Session):
    return owner.things.count()
