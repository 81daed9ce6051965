from sqlalchemy import Column, ForeignKey, Integer, create_engine
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


def errors(session: Session):
    try:
        session.add(User(id=1))
        session.flush()
    except FlushError:
        session.rollback()
    try:
        session.commit()
    except Exception as error:
        print(type(error).__name__)


def collections():
    user = User()
    user.addresses
    return "addresses" in user.__dict__


def joined():
    connection = engine.connect()
    transaction = connection.begin()
    session = Session(bind=connection)
    session.add(User())
    session.commit()
    session.close()
    transaction.rollback()
