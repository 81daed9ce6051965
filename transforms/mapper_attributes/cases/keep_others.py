from sqlalchemy import Column, Integer, create_engine, inspect
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


class View:
    mapped_table = "users"


engine = create_engine("sqlite://")
engine.dispose()
inspect(User).persist_selectable
View().mapped_table
