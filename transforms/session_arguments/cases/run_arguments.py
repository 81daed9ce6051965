from sqlalchemy import Column, Integer, create_engine, event
from sqlalchemy.orm import Session, declarative_base, sessionmaker

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


engine = create_engine("sqlite://")
Base.metadata.create_all(engine)
factory = sessionmaker(engine, Session, False, False, False)
plain = sessionmaker(autocommit=False, bind=engine, autoflush=False)


def observe():
    told = []
    for session in (factory(), plain(), Session(engine, False), Session(engine, True)):
        session.add(User())
        in_database = session.query(User).count()
        session.commit()
        user = session.query(User).order_by(User.id.desc()).first()
        session.commit()
        told.append([in_database, session.autoflush, session.expire_on_commit, "id" in user.__dict__])
        session.rollback()
        session.close()
    return told
