from sqlalchemy import create_engine, orm
from sqlalchemy.orm import create_session
from botany import create_session as grow

engine = create_engine("sqlite://")
first = create_session(bind=engine)
second = orm.create_session(engine, autoflush=True)
third = create_session(bind=engine, autocommit=True)
same = create_session(bind=engine, autocommit=False)
other = create_session(engine, future=True)
tree = grow(engine)
