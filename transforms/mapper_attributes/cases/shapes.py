from sqlalchemy import Column, Integer, inspect
from sqlalchemy.orm import class_mapper, declarative_base, object_mapper

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)


def tables(user, prop):
    yield User.__mapper__.mapped_table.name
    yield inspect(User).mapped_table
    yield class_mapper(User).mapped_table
    yield object_mapper(user).mapped_table
    yield prop.mapper.mapped_table
    yield User._sa_class_manager.deferred_scalar_loader
    User.__mapper__.dispose()
    for found in User.__mapper__.iterate_properties:
        yield found.key
    yield [found.key for found in prop.mapper.iterate_properties]
    yield next(class_mapper(User).iterate_properties)


def track(cls):
    for prop in cls.__mapper__.column_attrs:
        getattr(cls, prop.key).impl.active_history = True
        print(getattr(cls, prop.key).impl.active_history)
