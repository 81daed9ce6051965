from sqlalchemy import Column, Integer, create_engine, event
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()
engine = create_engine("sqlite://")


@event.listens_for(engine, "connect")
def connect(dbapi_connection, record):
    dbapi_connection.isolation_level = None


@event.listens_for(engine, "begin")
def begin(conn):
    conn.exec_driver_sql("BEGIN")


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


Base.metadata.create_all(engine)


def observe():
    told = []
    session = Session(engine)
    told.append([session.transaction.nested, session.transaction.is_active])
    with session.transaction:
        session.add(User(id=1))
    session.rollback()
    told.append(session.query(User).count())
    savepoint = session.begin_nested()
    told.append([session.transaction.nested, session.transaction is savepoint])
    session.add(User(id=2))
    session.flush()
    session.transaction.rollback()
    told.append(session.query(User).count())
    session.transaction.commit()
    session.begin(subtransactions=False)
    session.add(User(id=3))
    session.transaction.commit()
    told.append(session.query(User).count())
    return told
