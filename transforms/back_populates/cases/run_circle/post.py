from sqlalchemy import Column, Integer, Unicode, ForeignKey
from sqlalchemy.orm import relationship
from base import Base

class Post(Base):
    """A post."""

    __tablename__ = u'post'

    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey('user.id'), nullable=False)   # the author
    title = Column(Unicode)   # what

    def __init__(self, **kwargs):
        super(Post, self).__init__(**kwargs)


from comment import Comment  # noqa: circular

Post.comments = relationship(Comment, backref='post', cascade='all, delete-orphan', order_by=Comment.id)
