from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import relationship

from database import Base, other_session


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    posts = relationship("Post")

    @classmethod
    def named(cls, name):
        return cls.query.filter_by(name=name).all()


class Post(Base):
    __tablename__ = "posts"
    query = other_session.query_property()
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"))
