from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import aliased, class_mapper, mapper, relationship

metadata = MetaData()
Base = declarative_base(metadata=metadata)
users = Table("users", metadata, Column("id", Integer, primary_key=True))
posts = Table("posts", metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))


class User:
    pass


class Post:
    pass


class Model(Base):
    __tablename__ = "models"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def helper():
    return aliased(User)


def mapped_early():
    mapper(User, users)
    first = User()
    mapper(Post, posts, properties={"user": relationship(User, backref="posts")})
    return first


class Third:
    pass


class Fourth:
    pass


def mapped_late():
    mapper(Third, users)
    third = aliased(Third)
    mapper(Fourth, posts, properties={"third": relationship(Third, backref="fourths")})
    return third


class Fifth:
    pass


class Sixth:
    pass


class Seventh:
    pass


mapper(Fifth, users)
newest = max(1, 2)
# A function in between is run later.


def later():
    return class_mapper(Fifth)


mapper(Sixth, posts, properties={"fifth": relationship(Fifth, backref="sixths")})
later()
mapper(Seventh, posts, properties={
    "fifth": relationship(Fifth, backref="sevenths"),
    "models": relationship(Model, primaryjoin=posts.c.user_id == Model.user_id, foreign_keys=Model.user_id, backref="seventh"),
})


class Hidden:
    pass


class Shown:
    pass


options = {"properties": {"id": users.c.id}}
mapper(Hidden, users, **options)
mapper(Shown, posts, properties={"hidden": relationship(Hidden, backref="shown")})
