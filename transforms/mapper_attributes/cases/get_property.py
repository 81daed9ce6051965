from sqlalchemy import Column, Integer, inspect
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def is_many(name, model, form):
    prop = User.__mapper__.get_property(name)
    other = model.__mapper__.get_property(
        name,  # of the relationship
    )
    form.get_property(name)
    inspect(User).get_property(name, _configure_mappers=True)
    return prop.direction, other.direction
