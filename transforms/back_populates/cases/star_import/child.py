import sqlalchemy as sa
from sqlalchemy import *
from sqlalchemy.orm import *

from base import Base
from parent import Parent


class Child(Base):
    __tablename__ = "child"
    id = Column(Integer, primary_key=True)
    name = Column(String(10))
    parent_id = Column(Integer, ForeignKey("parent.id"))
    parent = relationship("Parent", backref=backref("children", order_by=[sa.desc(name), func.lower(name), id]))
    other = relationship("Parent", viewonly=True, backref=backref("others", collection_class=list))
