from operator import lt

from sqlalchemy import ARRAY, Column, Integer, String
from sqlalchemy.dialects.postgresql import All, Any
from sqlalchemy.orm import declarative_base
from sqlalchemy.sql import operators

Base = declarative_base()


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    tags = Column(ARRAY(String))
    marks = Column(ARRAY(Integer))


def criteria(tag, a, b, unknown):
    return [
        Post.tags.any(tag),
        Post.tags.any(a if a else b),
        ~Post.tags.any(tag) & Post.marks.any(a + b, operators.ge),
        not Post.marks.all(5, operator=lt),
        (
            Post.tags
            .any(
                tag,
            )
        ),
        Post.tags.any(tag, operator=unknown),
        Post.tags.any(tag, unknown()),
        Post.tags.any(  # of all
            tag
        ),
        Any(5, Post.marks),
        ~All(a or b, Post.marks, operators.ne),
        Any(5, Post.marks, operator=unknown),
        Post.tags.any(*a),
    ]


def texts(tag):
    return str(Post.tags.any(tag)), Post.tags.any(tag).compile(), f"{Any(5, Post.marks)}"
