from sqlalchemy import Boolean, Column, DateTime, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base, declared_attr


class Timestamps(object):
    created = Column(DateTime, nullable=False)
    slug = Column(String)
    active = Column(Boolean, nullable=False)

    @declared_attr
    def owner_id(cls):
        return Column(Integer, ForeignKey("user.id"))

    @declared_attr
    def editor_id(cls) -> Column:
        return Column(ForeignKey("user.id"), nullable=False)

    @declared_attr
    def slug_length(cls):
        return Column(cls.slug.type)

    @declared_attr
    def flag(cls):
        if cls.__name__ == "User":
            return Column(Boolean)
        return Column(Integer)


Base = declarative_base(cls=Timestamps)


class Abstract(Base):
    __abstract__ = True

    id = Column(Integer, primary_key=True)


class User(Abstract):
    __tablename__ = "user"

    name = Column(String(30), nullable=False)


size = Abstract.id.type
