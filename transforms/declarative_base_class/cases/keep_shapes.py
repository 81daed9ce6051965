import sqlalchemy
from app.database import declarative_base as own_base
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import DeclarativeBase

Auto = automap_base()
Own = own_base()


class Base(DeclarativeBase):
    pass


def declarative_base():
    return Base


Other = declarative_base()
