from __future__ import annotations

from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import relationship

from base import Base


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    links = relationship("Link", foreign_keys="Link.user_id", back_populates="user")
    groups = association_proxy("links", "group")
    main_id = Column(ForeignKey("links.id", use_alter=True))
    main = relationship("Link", foreign_keys=[main_id], post_update=True)
    main_group = association_proxy("main", "group")
