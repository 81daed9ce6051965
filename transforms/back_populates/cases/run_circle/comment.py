from sqlalchemy import Column, Integer, Unicode, ForeignKey
from sqlalchemy.orm import relationship
from base import Base
from user import User

class Comment(Base):
    __tablename__ = u'comment'

    id = Column(Integer, primary_key=True)
    post_id = Column(Integer, ForeignKey('post.id'))
    author_id = Column(Integer, ForeignKey('user.id'))
    reply_to_id = Column(Integer, ForeignKey('comment.id'))

    author = relationship(User, backref='comments')
    reply_to = relationship('Comment', backref='replies', remote_side='Comment.id')
