from sqlalchemy import Column, ForeignKey, Integer, Table
from sqlalchemy.orm import mapper, relationship

from domain import Post, Tag, User
from users import metadata

posts = Table("posts", metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))
tags = Table("tags", metadata, Column("id", Integer, primary_key=True), Column("post_id", ForeignKey("posts.id")))


def map_posts():
    mapper(Post, posts, properties={"user": relationship(User, backref="posts")})


def map_tags():
    mapper(Tag, tags, properties={"post": relationship(Post, backref="tags")})
