from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, select
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import declarative_base, relationship

from library.types import Special

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    active = Column(Boolean)
    special = Column(Special)
    parent_id = Column(ForeignKey("users.id"))
    parent = relationship("User", remote_side=[id])

    @hybrid_property
    def is_nameless(self):
        return self.name == None

    @hybrid_property
    def is_named(cls):
        return cls.name != None

    def check(self):
        return self.name == None

    @property
    def copied(self):
        return [other for other in [self] if other.name == None]


# There is no such object.
roots = select(User).where(User.parent == None)
hybrid = select(User).where(User.is_nameless == None)
active = select(User).where(User.active == True, User.active != False)
special = select(User).where(User.special == None)
comment = select(User).where(
    User.name  # the first
    == None
)
chain = 1 == User.id == None


def plain(user: User, config, rows):
    if user.name == None or config.name == None:
        return [row for row in rows if row.c.name == None]
