from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import backref, class_mapper, mapper, relationship

metadata = MetaData()
Base = declarative_base(metadata=metadata)

users = Table(
    'users', metadata,
    Column('id', Integer, primary_key=True),
    Column('group_id', ForeignKey('groups.id')),
    Column('boss_id', ForeignKey('users.id')),
)
groups = Table('groups', metadata, Column('id', Integer, primary_key=True), Column('position', Integer))
posts = Table(
    'posts', metadata,
    Column('id', Integer, primary_key=True),
    Column('user_id', ForeignKey('users.id')),
    Column('editor_id', ForeignKey('users.id')),
)
tags = Table('tags', metadata, Column('id', Integer, primary_key=True))
post_tags = Table(
    'post_tags', metadata,
    Column('post_id', ForeignKey('posts.id')),
    Column('tag_id', ForeignKey('tags.id')),
)
notes = Table('notes', metadata, Column('id', Integer, primary_key=True), Column('post_id', ForeignKey('posts.id')))
reviews = Table('reviews', metadata, Column('id', Integer, primary_key=True), Column('file_id', ForeignKey('files.id')))
files = Table('files', metadata, Column('id', Integer, primary_key=True), Column('note_id', ForeignKey('notes.id')))


class User(object):
    pass


class Group(object):
    pass


class Post(object):
    pass


class Tag(object):
    pass


class Note(object):
    pass


class File(object):
    pass


class Late(object):
    pass


class Later(object):
    pass


class Review(object):
    pass


class Item(Base):
    __tablename__ = 'items'
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey('users.id'))
    position = Column(Integer)
    user = relationship(User, backref='items')
    # A column of the class body means nothing in the mapping of the other class.
    user_by_position = relationship(User, viewonly=True, backref=backref('sorted_items', order_by=position))


class Other(Base):
    __tablename__ = 'others'
    id = Column(Integer, primary_key=True)
    tag_id = Column(ForeignKey('tags.id'))


mapper(Tag, tags, properties={
    # The other class is declarative.
    'others': relationship(Other, backref='tag'),
})
mapper(Group, groups, properties={
    'users': relationship(User, order_by=users.c.id, backref=backref('group', lazy='joined')),
})
mapper(User, users, properties={
    # below
    'minions': relationship(User, backref=backref('boss', remote_side=users.c.id))  # of one boss
})
mapper(Post, posts, properties=dict(
    author=relationship(
        User, primaryjoin=posts.c.user_id == users.c.id,
        backref=backref('posts', cascade='all, delete-orphan', order_by=posts.c.id)),
    editor=relationship(User, primaryjoin=posts.c.editor_id == users.c.id, backref='edited'),
    tags=relationship(Tag, secondary=post_tags, backref='posts'),
))
mapper(
    File,
    files,
)
mapper(
    Note, notes, properties={
        'post': relationship(Post, backref='notes'),  # in a call of dict()
        'files': relationship(File, backref='note', cascade='all'),
        'author': relationship(User, secondary=posts, viewonly=True, backref='group')})
mapper(Review, reviews, properties={
    # The attributes of File are there when this is run, and not yet where File is mapped.
    'file': relationship(File, primaryjoin=File.id == reviews.c.file_id, backref=backref('reviews', order_by=File.id)),
})


def other_mappings(flag):
    if flag:
        mapper(Late, users)
    mapper(Later, posts, properties={'late': relationship(Late, backref='later')})


class_mapper(Tag).add_property('again', relationship(Post, secondary=post_tags, viewonly=True, backref='again'))
