from sqlalchemy.orm import relationship

from app.base import Base, key, key_to


class Post(Base):
    __tablename__ = "posts"

    id = key()
    user_id = key_to("users.id", nullable=False)
    user = relationship("User", back_populates="posts")
