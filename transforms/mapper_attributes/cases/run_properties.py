from sqlalchemy import Column, ForeignKey, Integer, inspect
from sqlalchemy.orm import class_mapper, clear_mappers, declarative_base, relationship


def models():
    Base = declarative_base()

    class User(Base):
        __tablename__ = "users"
        id = Column(Integer, primary_key=True)
        posts = relationship("Post", backref="user")

    class Post(Base):
        __tablename__ = "posts"
        id = Column(Integer, primary_key=True)
        user_id = Column(ForeignKey("users.id"))

    return User, Post


def observe():
    found = []
    for number in range(3):
        User, Post = models()
        if number == 0:
            properties = [prop for prop in Post.__mapper__.iterate_properties]
        elif number == 1:
            properties = list(class_mapper(Post, configure=False).iterate_properties)
        else:
            properties = sorted(User.__mapper__.iterate_properties, key=lambda prop: prop.key)
        found.append(sorted([prop.key, hasattr(prop, "direction")] for prop in properties))
        found.append(inspect(User).mapped_table.name)
        clear_mappers()
    return found
