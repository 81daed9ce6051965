"""Attributes that are called as the table or class that they are made of; dictionaries; comments above."""
from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.orm import Session, backref, declarative_base, relationship
from sqlalchemy.orm.collections import MappedCollection, attribute_mapped_collection, column_mapped_collection

Base = declarative_base()


class Notes(MappedCollection):
    def __init__(self):
        super().__init__(lambda note: note.key)


class Bag(list):
    pass


class Tag(Base):
    __tablename__ = "tags"

    id = Column(Integer, primary_key=True)
    name = Column(String)


tags = Table(
    "post_tags", Base.metadata, Column("post_id", ForeignKey("posts.id")), Column("tag_id", ForeignKey("tags.id"))
)


class Label(Base):
    __tablename__ = "labels"
    id = Column(Integer, primary_key=True)


labels = Table(
    "post_labels",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id")),
    Column("label_id", ForeignKey("labels.id")),
)


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)

    # what it is about
    tags = relationship("Tag", secondary=tags, backref=backref("posts", order_by="Post.id.desc()"))
    labels = relationship(Label, secondary=lambda: labels, backref="posts")
    notes = relationship("Note", collection_class=attribute_mapped_collection("key"), backref="post")
    by_size = relationship("Note", collection_class=lambda: Notes(), viewonly=True)
    sizes = relationship("Note", collection_class=Notes, viewonly=True)
    bag = relationship("Note", collection_class=Bag, viewonly=True)


class Note(Base):
    __tablename__ = "notes"

    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("posts.id"))
    key = Column(String, nullable=False)
    size = Column(Integer)
    parts = relationship("Part", backref="note", collection_class=lambda: column_mapped_collection(Part.number)())


class Part(Base):
    __tablename__ = "parts"

    id = Column(Integer, primary_key=True)
    note_id = Column(ForeignKey("notes.id"))
    number = Column(Integer)


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        tag = Tag(name="t")
        note = Note(key="k", size=2)
        note.parts[7] = Part(number=7)
        first = Post(id=1, tags=[tag], labels=[Label()], notes={"k": note})
        session.add_all([first, Post(id=2, tags=[tag])])
        session.commit()
        session.expire_all()
        return [
            [post.id for post in tag.posts],
            [post.id for post in first.labels[0].posts],
            sorted(first.notes),
            type(first.by_size).__name__,
            sorted(first.sizes),
            type(first.bag).__name__,
            len(first.bag),
            note.post.id,
            note.parts[7].note.key,
        ]
