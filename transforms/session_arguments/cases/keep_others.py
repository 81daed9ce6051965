import requests
from other_orm import Session as OtherSession
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
requests.Session(autocommit=False)
OtherSession(engine, False, autocommit=False)
Session(engine, autoflush=False, twophase=True)
Session(bind=engine)
factory = sessionmaker(engine, expire_on_commit=False)
factory(autoflush=True)
scoped_session(factory, lambda: 1)
engine.connect(autocommit=False)
