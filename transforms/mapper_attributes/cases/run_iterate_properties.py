from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import class_mapper, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)


class Address(Base):
    __tablename__ = "addresses"

    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", backref="addresses")


def observe():
    mapper = User.__mapper__
    told = [sorted(prop.key for prop in mapper.iterate_properties)]
    told.append(sorted(prop.key for prop in list(class_mapper(Address).iterate_properties)))
    told.append(next(mapper.iterate_properties).key in told[0])
    return told
