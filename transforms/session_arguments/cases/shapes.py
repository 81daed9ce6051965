from sqlalchemy import create_engine
from sqlalchemy.ext.asyncio import AsyncSession
from sqlalchemy.orm import Session, scoped_session, sessionmaker

from settings import AUTOCOMMIT, options

engine = create_engine("sqlite://")

factory = sessionmaker(
    autocommit=False,
    autoflush=False,
    bind=engine,
)
only = sessionmaker(autocommit=False)
last = sessionmaker(bind=engine, autocommit=False)
positional = sessionmaker(engine, Session, False, False, (True))
future = sessionmaker(engine, future=True, twophase=False)
weak = Session(engine, weak_identity_map=True, extension=None)
commented = sessionmaker(
    bind=engine,
    autocommit=False,  # the default
)
third = Session(engine, False, True)
starred = Session(*options)
more = Session(engine, *options)
legacy = sessionmaker(autocommit=True, bind=engine)
unknown = sessionmaker(autocommit=AUTOCOMMIT)
extended = scoped_session(sessionmaker(extension=object()))
session = factory(autocommit=False)
extended.configure(bind=engine, autocommit=False)
asynchronous = AsyncSession(engine, {})


class Routing(Session):
    pass


class Signalling(Session):
    def __init__(self, db, autocommit=False, autoflush=True, **options):
        Session.__init__(self, autocommit=autocommit, autoflush=autoflush, **options)


routing = Routing(engine, True, autocommit=False)
signalling = Signalling(engine, False, True)
