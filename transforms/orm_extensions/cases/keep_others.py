from other import thing
from sqlalchemy import create_engine
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.ext.declarative import DeferredReflection
from sqlalchemy.ext.horizontal_shard import ShardedSession
from sqlalchemy.orm.interfaces import UserDefinedOption

engine = create_engine("sqlite://")
Base = automap_base()
Base.prepare()
Base.prepare(engine)
Base.prepare(autoload_with=engine, schema="x")
DeferredReflection.prepare(engine)
ShardedSession(shard_chooser=len, identity_chooser=len, execute_chooser=len, shards={})
thing.prepare(engine=engine)
thing.make(query_chooser=1)


class Option(UserDefinedOption):
    pass


class Other(thing.MapperOption):
    @thing.converter
    def convert(self):
        pass
