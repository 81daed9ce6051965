"""Both sides: what they are to the mapper, and what they do to rows."""
from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, desc, inspect
from sqlalchemy.orm import Session, backref, configure_mappers, declarative_base, relationship, validates
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()


class Tag(Base):
    __tablename__ = "tag"
    id = Column(Integer, primary_key=True)
    name = Column(String(10))


post_tag = Table(
    "post_tag",
    Base.metadata,
    Column("post_id", ForeignKey("post.id"), primary_key=True),
    Column("tag_id", ForeignKey("tag.id"), primary_key=True),
)


class Author(Base):
    __tablename__ = "author"
    id = Column(Integer, primary_key=True)
    name = Column(String(10))
    seen = ()

    @validates("posts")
    def note(self, key, value):
        self.seen += (key,)
        return value


class Post(Base):
    __tablename__ = "post"
    id = Column(Integer, primary_key=True)
    rank = Column(Integer, nullable=False)
    kind = Column(String(10))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "post"}
    author_id = Column(ForeignKey("author.id"), nullable=False)
    editor_id = Column(ForeignKey("author.id"))
    previous_id = Column(ForeignKey("post.id"))

    author = relationship(
        Author,
        foreign_keys=[author_id],
        backref=backref("posts", order_by=desc(rank), cascade="all, delete-orphan"),
    )
    editor = relationship("Author", foreign_keys=lambda: Post.editor_id, backref="edited", passive_updates=False)
    tags = relationship(
        Tag,
        secondary=post_tag,
        primaryjoin=id == post_tag.c.post_id,
        secondaryjoin=Tag.id == post_tag.c.tag_id,
        backref=backref("posts", lazy="dynamic"),
    )
    next = relationship("Post", backref=backref("previous", remote_side=[id], uselist=False), uselist=False)


class Note(Base):
    __tablename__ = "note"
    id = Column(Integer, primary_key=True)
    key = Column(String(10))
    post_id = Column(ForeignKey("post.id"))
    post = relationship(
        "Post",
        backref=backref("notes", collection_class=attribute_mapped_collection("key"), passive_deletes="all"),
    )
    same = relationship("Post", viewonly=True, backref="note_list", sync_backref=False)


class LongPost(Post):
    __tablename__ = "long_post"
    __mapper_args__ = {"polymorphic_identity": "long"}
    long_id = Column(ForeignKey("post.id"), primary_key=True)


class Page(Base):
    __tablename__ = "page"
    id = Column(Integer, primary_key=True)
    long_id = Column(ForeignKey("long_post.long_id"), nullable=False)
    long = relationship(LongPost, backref=backref("pages", order_by=id))


def mappers():
    configure_mappers()
    found = {}
    for mapper in sorted(Base.registry.mappers, key=lambda m: m.class_.__name__):
        for rel in mapper.relationships:
            found["%s.%s" % (mapper.class_.__name__, rel.key)] = [
                rel.mapper.class_.__name__,
                rel.direction.name,
                rel.uselist,
                rel.lazy,
                sorted(rel.cascade),
                sorted(other.key for other in rel._reverse_property),
                str(rel.primaryjoin),
                str(rel.secondaryjoin),
                [str(order) for order in rel.order_by or []],
                rel.viewonly,
                str(rel.passive_deletes),
                rel.passive_updates,
                rel.post_update,
                sorted(str(column) for column in rel.remote_side),
                rel.sync_backref,
            ]
    return found


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    seen = {"mappers": mappers()}
    with Session(engine) as session:
        author = Author(id=1, name="a", posts=[Post(id=1, rank=1), Post(id=2, rank=2)])
        session.add(author)
        session.add(Post(id=3, rank=3, author=author, editor=Author(id=2, name="e")))
        session.flush()
        seen["validated"] = list(author.seen)
        posts = {post.id: post for post in author.posts}
        posts[1].next = posts[2]
        seen["previous"] = posts[2].previous.id
        posts[1].tags.append(Tag(id=1, name="t"))
        session.flush()
        tag = session.get(Tag, 1)
        tag.posts.append(posts[3])
        session.flush()
        seen["tagged"] = sorted(post.id for post in tag.posts.filter(Post.rank > 0))
        posts[1].notes["k"] = Note(id=1, key="k")
        session.add(LongPost(id=9, rank=0, author=author, pages=[Page(id=2), Page(id=1)]))
        session.commit()
        seen["order"] = [post.id for post in author.posts]
        seen["notes"] = sorted(posts[1].notes)
        seen["edited"] = [post.id for post in session.get(Author, 2).edited]
        seen["pages"] = [page.id for page in session.get(LongPost, 9).pages]
        author.posts.remove(posts[2])
        session.commit()
        seen["left"] = sorted(post.id for post in session.query(Post))
        seen["next"] = posts[1].next
    return seen
