from sqlalchemy import Column, ForeignKey, Integer, create_engine
from sqlalchemy.exc import IntegrityError
from sqlalchemy.orm import Session, declarative_base, relationship
from sqlalchemy.orm.exc import FlushError

engine = create_engine("sqlite://")
Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    addresses = relationship("Address")


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def errors(session: Session, stream):
    try:
        session.flush()
    except (FlushError, IntegrityError):
        session.rollback()
    try:
        session.commit()
    except Exception as error:
        print(error)
    try:
        stream.flush()
    except Exception as error:
        print(type(error).__name__)


def collections(session: Session, user):
    found = session.get(User, 1)
    user.addresses
    print("id" in found.__dict__, "addresses" in user.__dict__)


def fixture():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    yield session
    session.close()
    transaction.rollback()


def explicit():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection, join_transaction_mode="create_savepoint")
    session.commit()
    transaction.rollback()
