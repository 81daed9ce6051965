from base import Base
from sqlalchemy import BigInteger, Column, ForeignKey, Integer
from users import User


class Post(Base):
    __tablename__ = "post"

    id = Column(BigInteger, primary_key=True)
    user_name = Column(ForeignKey("user.name"), nullable=False)
    editor_name = Column(None, ForeignKey(User.name))
    reply_to = Column(ForeignKey("post.id"))
    typed = Column(Integer, ForeignKey("post.id"))
    unknown = Column(ForeignKey("missing.id"))


class Note(Base):
    __tablename__ = "note"

    id = Column(ForeignKey("post.user_name"), primary_key=True)
