"""Classes mapped by functions."""
import sqlalchemy as sa
from sqlalchemy import orm
from sqlalchemy.orm import mapper as map_class, relationship

metadata = sa.MetaData()
users = sa.Table("users", metadata, sa.Column("id", sa.Integer, primary_key=True))
posts = sa.Table(
    "posts",
    metadata,
    sa.Column("id", sa.Integer, primary_key=True),
    sa.Column("user_id", sa.ForeignKey("users.id")),
)


class User(object):
    pass


class Post(object):
    pass


class Draft(Post):
    pass


class Log(object):
    pass


# Called once, by main().
def start_mappers():
    post = orm.mapper(Post, posts, {"user": relationship(User, backref="posts")})
    map_class(User, local_table=users)
    map_class(Draft, inherits=post, polymorphic_identity="draft")


def refused(*args, **options):
    orm.mapper(*args)
    orm.mapper(Log, posts, non_primary=True)
    orm.mapper(Log, posts, order_by=posts.c.id)
    orm.mapper(Log, posts, **options)
