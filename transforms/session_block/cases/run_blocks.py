# settings: unsafe
from sqlalchemy import Column, Integer, String, create_engine, text
from sqlalchemy.orm import declarative_base, sessionmaker
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)


engine = create_engine("sqlite://", poolclass=StaticPool)
Session = sessionmaker(bind=engine)


def add(key, name):
    session = Session()
    try:
        session.add(User(id=key, name=name))
        session.flush()
        session.add(User(id=key + 10, name=name))
        session.commit()
    except Exception:
        session.rollback()
        raise
    finally:
        session.close()


def observe():
    Base.metadata.create_all(engine)
    add(1, "a")
    errors = []
    for key, name in [(2, None), (1, "b"), (-9, "c")]:
        try:
            add(key, name)
        except Exception as error:
            errors.append(type(error).__name__)
    with engine.connect() as connection:
        rows = connection.execute(text("select id, name from users order by id"))
        return [errors, [list(row) for row in rows]]
