from sqlalchemy import Column, Integer, Unicode, ForeignKey
from sqlalchemy.orm import relationship, backref
from base import Base

class User(Base):
    __tablename__ = u'user'
    id = Column(Integer, primary_key=True)
    name = Column(Unicode(30))
    favourite_id = Column(Integer, ForeignKey('post.id', use_alter=True, name='fk_fav'))
    favourite = relationship('Post', foreign_keys=[favourite_id], post_update=True, backref=backref('fans', viewonly=False))
    posts = relationship('Post', primaryjoin='User.id==Post.user_id', backref='user', lazy='dynamic', passive_deletes='all')

    # --- helpers ---
    @property
    def comments_count(self):
        from comment import Comment
        return len(self.comments)
