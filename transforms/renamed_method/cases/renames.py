from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine, inspect
from sqlalchemy.engine.reflection import Inspector
from sqlalchemy.orm import declarative_base

Base = declarative_base()
engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)


def copy_to(table: Table, target: MetaData):
    return table.tometadata(target, schema="other")


users.tometadata(MetaData())
Note.__table__.tometadata(MetaData())
[t.tometadata(metadata) for t in (users,)]
inspector = inspect(engine)
inspector.reflecttable(users, None)
Inspector.from_engine(engine).reflecttable(users, None)
Column("x", Integer).copy()
ForeignKey("users.id").copy()
column = Column("x", Integer)
column.copy()
users.append_ddl_listener("after-create", run)
users.quote
String.RETURNS_UNICODE
