from sqlalchemy import Column, Integer, MetaData, String, Table, select
from sqlalchemy.orm import declarative_base

Base = declarative_base()
users = Table("users", MetaData(), Column("name", String))


class User(Base):
    __tablename__ = "user"
    id = Column(Integer, primary_key=True)
    name = Column(String)


found = select(users).where(users.c.name.match("fat & rat"))
mapped = select(User).where(User.name.match("fat"))
