from sqlalchemy import Column, ForeignKey, Integer, inspect
from sqlalchemy.exc import InvalidRequestError
from sqlalchemy.orm import clear_mappers, declarative_base, relationship


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
    for name in ["user", "user_id", "nobody"]:
        User, Post = models()
        try:
            prop = Post.__mapper__.get_property(name)
            found.append([prop.key, hasattr(prop, "direction") and prop.direction.name])
        except InvalidRequestError:
            found.append("none")
        clear_mappers()
        User, Post = models()
        found.append(inspect(User).get_property("posts",).direction.name)
        clear_mappers()
    return found
