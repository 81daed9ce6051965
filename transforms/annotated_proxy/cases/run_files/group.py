from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext import associationproxy
from sqlalchemy.ext.associationproxy import association_proxy as proxy
from sqlalchemy.orm import relationship

from base import Base
from user import User


class Link(Base):
    __tablename__ = "links"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    group_id = Column(ForeignKey("groups.id"))
    user = relationship("User", foreign_keys=[user_id], back_populates="links")
    group = relationship("Group", back_populates="links")


class Group(Base):
    __tablename__ = "groups"
    id = Column(Integer, primary_key=True)
    links = relationship("Link", back_populates="group")
    users = associationproxy.association_proxy("links", "user")
    names = proxy("links", "id")
