from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table
from sqlalchemy.orm import Session, mapper, relationship

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
posts = Table("posts", metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))

class User:
    def __init__(self, name):
        self.name = name

class Post:
    def __init__(self, user=None):
        self.user = user

mapper(User, users, properties={"posts": relationship(Post, backref="user")})
mapper(Post, posts)

def other(session: Session, ed):
    post = Post(user=ed)
    session.commit()
