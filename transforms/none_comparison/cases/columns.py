import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, and_, select
from sqlalchemy.orm import Session, aliased, declarative_base, relationship

Base = declarative_base()
metadata = MetaData()
users_table = Table("plain_users", metadata, Column("id", Integer), Column("name", String))


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    parent_id = Column(ForeignKey("users.id"))
    parent = relationship("User", remote_side=[id])

    @classmethod
    def nameless(cls, session: Session):
        return session.execute(select(cls).where(cls.name == None)).scalars().all()


manager = aliased(User)
statement = select(User).where(User.name == None, User.parent_id != None)  # noqa: E711
nested = select(User).where(and_((User.name == None), ~(manager.name != None)))
table = select(users_table).where(users_table.c.name==None)
lines = select(User).where(
    User.name
    == None,
    User.name == None  # the anonymous
)
join = select(User).join(manager, and_(manager.id == User.parent_id, manager.name != None))
