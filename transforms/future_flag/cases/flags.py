# settings: unsafe
from sqlalchemy import create_engine

engine = create_engine("sqlite://", future=True)
other = create_engine("sqlite://", echo=True, future=True)
