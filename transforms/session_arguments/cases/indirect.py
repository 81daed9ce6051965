from sqlalchemy import create_engine
from sqlalchemy.orm import Session, sessionmaker

engine = create_engine("sqlite://")
OPTIONS = dict(bind=engine, autocommit=True)
SAME = {"bind": engine, "autocommit": False, "autoflush": False}
first = sessionmaker(**OPTIONS)
second = sessionmaker(**{"bind": engine, "extension": object()})
third = sessionmaker(**SAME)


class Committing(Session):
    def __init__(self, **options):
        super(Committing, self).__init__(autocommit=True, **options)


class Plain(Session):
    def __init__(self, bind, **options):
        super().__init__(bind, False, autocommit=False, **options)


class Mixed(dict, Session):
    def __init__(self, **options):
        super().__init__(autocommit=True, **options)


class Other(dict):
    def __init__(self, **options):
        super().__init__(autocommit=True, **options)
