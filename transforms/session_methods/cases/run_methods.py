from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()
first = create_engine("sqlite://")
second = create_engine("sqlite://")


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String)


for engine, name in ((first, "first"), (second, "second")):
    Base.metadata.create_all(engine)
    setup = Session(engine)
    setup.add(User(id=1, name=name))
    setup.commit()
    setup.close()

NAME = text("select name from users where id = :id")


def observe():
    told = []
    session = Session(first, binds={User: second})
    told.append(session.execute(NAME, {"id": 1}, mapper=User).scalar())
    told.append(session.execute(NAME, {"id": 1}, bind=first).scalar())
    told.append(session.scalar(NAME, {"id": 1}, bind=first, mapper=User))
    told.append(session.execute(NAME, {"id": 1}, {"a": 1}, {"mapper": User}).scalar())
    told.append(session.connection(mapper=User).execute(NAME, {"id": 1}).scalar())
    told.append(session.connection({"mapper": User}, False).execute(NAME, {"id": 1}).scalar())
    told.append(session.get_bind(User, NAME) is second)
    told.append(session.get_bind(None, User.__table__.select()) is first)
    user = session.get(User, 1, None, True)
    told.append(session.is_modified(user))
    other = sessionmaker(second)()
    merged = other.merge(user, False)
    told.append([merged.name, merged in other.dirty])
    Session.close_all()
    told.append([len(session.identity_map), len(other.identity_map)])
    return told
