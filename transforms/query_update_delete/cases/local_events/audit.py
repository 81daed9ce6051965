from sqlalchemy import event
from sqlalchemy.orm import Session

from models import User

log = []


def watched(engine):
    session = Session(engine)
    event.listen(session, "after_bulk_delete", log.append)
    session.query(User).filter(User.id == 1).delete()
    return session
