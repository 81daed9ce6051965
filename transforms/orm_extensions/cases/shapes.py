from sqlalchemy import create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.ext.declarative import DeferredReflection, declarative_base
from sqlalchemy.ext.horizontal_shard import ShardedSession
from sqlalchemy.orm import sessionmaker
from sqlalchemy.orm.collections import collection
from sqlalchemy.orm.interfaces import MapperOption

engine = create_engine("sqlite://")
Base = automap_base()
Base.prepare(engine, reflect=True)
Base.prepare(engine, True)
Base.prepare(engine=engine, reflect=True, schema="x")
Base.prepare(
    reflect=True,
    engine=engine,
)
Base.prepare(engine=engine)
Base.prepare(engine=engine, reflect=False, schema="x")
Base.prepare(reflect=True)
Base.prepare(engine, reflect=False)


class Thing(Base):
    __tablename__ = "thing"


Thing.prepare(engine, reflect=True)


def make(base):
    base.prepare(engine, reflect=True)


Plain = declarative_base()


class Reflected(DeferredReflection, Plain):
    __abstract__ = True


Reflected.prepare(engine=engine)
DeferredReflection.prepare(engine = (engine))

ShardedSession(shard_chooser=len, id_chooser=len, query_chooser=len, shards={})
factory = sessionmaker(class_=ShardedSession)
factory.configure(query_chooser=len)


class Option(MapperOption):
    def process_query(self, query):
        pass


class Bag(list):
    @collection.converter
    def convert(self, other):
        return other

    @collection.linker
    def link(self, adapter):
        pass
