from sqlalchemy import DDL, Column, Integer, MetaData, Table, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.schema import CreateSchema

Base = declarative_base()
metadata = MetaData()
engine = create_engine("sqlite://")
flags = {"mustexist": True}
other = dict(mustexist=True)


class User(Base):
    __tablename__ = "users"
    __table_args__ = {"mysql_engine": "InnoDB", 'useexisting': True}
    id = Column(Integer, primary_key=True)


class Reflected(Base):
    __tablename__ = "reflected"
    __table_args__ = (
        {
            "autoload": True,
            "autoload_with": engine,
        },
    )
    id = Column(Integer, primary_key=True)


Table("a", metadata, **flags)
Table("b", metadata, **other)
Table("c", metadata, **{"mustexist": False, "keep_existing": True})
Table("d", metadata, Column("x", Integer), **{"autoload": False})
Table("e", metadata, **unknown)
DDL("create trigger", on="postgresql")
CreateSchema("x", quote=True)
