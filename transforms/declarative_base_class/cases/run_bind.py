import os
import tempfile

from sqlalchemy import Column, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import sessionmaker

path = os.path.join(tempfile.mkdtemp(), "test.db")
engine = create_engine("sqlite:///" + path)
Base = declarative_base(bind=engine)
Session = sessionmaker(bind=engine)


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))


def observe():
    Base.metadata.create_all()
    session = Session()
    session.add(User(name="a"))
    session.commit()
    names = [user.name for user in session.query(User)]
    session.close()
    Base.metadata.drop_all(engine)
    return names
