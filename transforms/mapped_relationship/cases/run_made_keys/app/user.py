from sqlalchemy.orm import relationship

from .base import *


class User(Base):
    __tablename__ = "users"

    id = key()
    title = name(20)
    posts = relationship("Post", back_populates="user")
