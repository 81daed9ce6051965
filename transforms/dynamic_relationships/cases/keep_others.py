from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", lazy="dynamic")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


class Blog:
    def __init__(self):
        self.posts = []


def use(user: User, post: Post, blog: Blog):
    user.posts.append(post)
    user.posts.remove(post)
    blog.posts.count(post)
    User.posts.any(Post.id == 1)
    return list(user.posts)
