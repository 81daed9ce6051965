from sqlalchemy import Column, Integer, create_engine, text
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, declarative_base, scoped_session, sessionmaker

Base = declarative_base()
engine = create_engine("sqlite://")
other = create_engine("sqlite://")


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


def binds(session: Session, options):
    session.execute(text("select 1"), mapper=User)
    session.execute(text("select 1"), {"a": 1}, bind=(other), mapper = User)
    session.execute(
        text("select 1"),
        mapper=User,  # who
        bind=other,
    )
    session.scalar(text("select 1"), mapper=User, execution_options={"a": 1})
    session.execute(text("select 1"), mapper=User, params={}, bind=other)
    session.execute(text("select 1"), bind_arguments={}, mapper=User)
    session.execute(text("select 1"), {}, User)
    session.execute(text("select 1"), {}, {"a": 1}, {"mapper": User})
    session.execute(text("select 1"), {}, options)
    session.execute(clause=text("select 1"), mapper=User)
    session.execute(text("select 1"), shard_id="a")
    session.connection(mapper=User, close_with_result=True)
    session.connection(close_with_result=True, execution_options={})
    session.connection(User)
    session.connection({}, False, {"a": 1})
    session.get_bind(User, text("select 1"))


def others(session: Session, user, load):
    session.merge(user, False)
    session.merge(user, load, None)
    session.get(User, 1, [], True)
    session.refresh(user, lockmode="update")
    session.refresh(user, lockmode="read")
    session.refresh(user, lockmode=None)
    session.refresh(user, lockmode=load)
    session.is_modified(user, passive=None)
    session.flush([user])
    session.prune()


def by_name(session, user):
    session.execute(text("select 1"), mapper=User)
    session.merge(user, False)


def closing():
    Session.close_all()
    factory = sessionmaker(engine)
    factory.close_all()
    scoped_session(factory).close_all()


async def asynchronous(session: AsyncSession):
    await session.execute(text("select 1"), {}, {"a": 1})
    await session.merge(User(), False)
    session.begin(nested=True)
    await AsyncSession.close_all()
