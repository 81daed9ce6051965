from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine
from sqlalchemy.orm import Session, sessionmaker, synonym
from sqlalchemy.schema import DropConstraint

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))
users.append_column(Column("id", String), True)
users.append_column(Column("name", String))
session = Session(engine)
synonym("name", True)
String(30, None, True)
String(30, "utf8")
DropConstraint(constraint, True)
arguments = [engine, False]
synonym(*arguments, False)
