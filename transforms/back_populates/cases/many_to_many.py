from sqlalchemy import Column, ForeignKey, Integer, String, Table, desc
from sqlalchemy.orm import backref, declarative_base, relationship

Base = declarative_base()


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)  # the key


# Who has which tag.
post_tag = Table(
    "post_tag",
    Base.metadata,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Post(Base):
    __tablename__ = 'post'
    id = Column(Integer, primary_key=True)
    # both ways
    tags = relationship(
        Tag,
        secondary=post_tag,
        primaryjoin=(id == post_tag.c.post_id),
        backref="posts",
    )


class Comment(Base):
    __tablename__ = 'comment'
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey('post.id'), nullable=False)
    post = relationship(
        "Post",
        backref=backref(
            "comments",
            cascade="all, delete-orphan",  # nothing without its post
            # newest first
            order_by=(
                desc(id)
            ),
        ),
        innerjoin=True,
    )
