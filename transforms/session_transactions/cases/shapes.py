from sqlalchemy import create_engine, event
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
factory = sessionmaker(engine)


def asks(session: Session, self):
    if session.transaction.nested:
        return session.transaction.is_active
    with session.transaction:
        pass
    parent = session.transaction._parent
    print(session.transaction, factory().transaction)
    return parent


def by_name(session):
    if session.transaction.nested:
        return session.transaction.is_active
    return session.transaction is None


def begins(session: Session):
    session.begin(subtransactions=False)
    session.begin(False, True)
    session.begin(True)
    with session.begin(subtransactions=True):
        pass
    with session.begin(subtransactions=True) as transaction:
        transaction.rollback()
    transaction = session.begin(subtransactions=True)
    print(session.autocommit)


def savepoints(session: Session, other):
    session.begin_nested()
    try:
        session.flush()
        session.commit()
    except ValueError:
        session.rollback()
    with session.begin_nested():
        session.flush()
        session.commit()


def savepoint_by_name(session):
    session.begin_nested()
    session.flush()
    session.rollback()


@event.listens_for(factory, "after_transaction_end")
def restart_savepoint(session, transaction):
    if transaction.nested and not transaction._parent.nested:
        session.expire_all()
        session.begin_nested()
