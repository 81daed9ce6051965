from sqlalchemy import Column, Integer, String, create_engine, func
from sqlalchemy.orm import Session, declarative_base
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    age = Column(Integer)


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def attempt(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        for ident, name, age in [(1, "ed", 3), (2, "ed", None), (3, "wendy", 5)]:
            session.add(User(id=ident, name=name, age=age))
        session.commit()
        query = session.query(User).order_by(User.id)
        older = session.query(func.max(User.age)).as_scalar()
        return [
            [list(row) for row in session.query(User.id).add_column(User.name).order_by(User.id)],
            str(session.query(User.id).with_labels().statement),
            session.query(User.id).filter(User.age == older).all()[0][0],
            query.with_for_update(False, True).first().id,
            query.value(User.name),
            query.filter(User.id == 2).value(User.age),
            query.filter(User.id == 9).value(User.age),
            [list(row) for row in query.values(User.name, User.age)],
            [name for (name,) in session.query(User).order_by(User.id).values(User.name)],
            query[-1].id,
            query[-3].id,
            attempt(lambda: query[-4]),
            attempt(lambda: query.filter(User.id > 9)[-1]),
            [user.id for user in query[-2:]],
            [user.id for user in query[:-1]],
            [user.id for user in query[-3:-1]],
            [user.id for user in query[-2::2]],
        ]
