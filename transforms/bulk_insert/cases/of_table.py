# settings: unsafe
from sqlalchemy import Column, Integer, String
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    mail = Column("e_mail", String)


def add(session: Session, rows):
    session.execute(User.__table__.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}])
    # These are right as they are.
    session.execute(User.__table__.insert(), [{"id": 3, "e_mail": "a"}])
    session.execute(User.__table__.insert(), [{"id": 4, "name": "a"}, {"id": 5}])
    session.execute(User.__table__.insert(), rows)
    session.execute(User.__table__.insert().prefix_with("OR IGNORE"), [{"id": 6}])
    session.connection().execute(User.__table__.insert(), [{"id": 7}])
