import os
import tempfile

from sqlalchemy import Column, Integer, create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.ext.declarative import DeferredReflection, declarative_base

path = os.path.join(tempfile.mkdtemp(), "a.db")
engine = create_engine("sqlite:///" + path)
connection = engine.raw_connection()
connection.cursor().execute("create table things (id integer primary key, name varchar)")
connection.commit()
connection.close()

Plain = declarative_base()


class Reflected(DeferredReflection, Plain):
    __abstract__ = True


class Thing(Reflected):
    __tablename__ = "things"


def observe():
    told = []
    first = automap_base()
    first.prepare(engine, reflect=True)
    told.append(sorted(first.classes.keys()))
    second = automap_base()
    second.prepare(engine=engine, reflect=True)
    told.append(sorted(second.classes.keys()))
    third = automap_base()
    third.prepare(engine=engine)
    told.append(sorted(third.classes.keys()))
    Reflected.prepare(engine=engine)
    told.append(sorted(Thing.__table__.c.keys()))
    return told
