from dataclasses import dataclass
from typing import Optional

from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine
from sqlalchemy.orm import Session, backref, joinedload, mapper, relationship, subqueryload
from sqlalchemy.pool import StaticPool

metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("user_id", Integer, primary_key=True),
    Column("user_name", String(20)),
    Column("status", String(10)),
)
posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("title", String(20)),
    Column("author_id", ForeignKey("users.user_id")),
)
tags = Table("tags", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
post_tags = Table(
    "post_tags",
    metadata,
    Column("post_id", ForeignKey("posts.id"), primary_key=True),
    Column("tag_id", ForeignKey("tags.id"), primary_key=True),
)


class User(object):
    def __init__(self, name, status=None):
        self.name = name
        self.status = status


@dataclass
class Post:
    title: str
    author_id: Optional[int] = None


class Tag(object):
    def __init__(self, name):
        self.name = name


def start_mappers():
    mapper(Tag, tags)
    mapper(
        Post,
        posts,
        properties={"tags": relationship(Tag, secondary=post_tags, backref=backref("posts", order_by=posts.c.id))},
    )
    mapper(
        User,
        users,
        properties={
            "id": users.c.user_id,
            "name": users.c.user_name,
            "posts": relationship(Post, backref="author", order_by=posts.c.id),
        },
    )


start_mappers()


def find(session: Session, ident):
    return session.query(User).get(ident)


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    session = Session(engine)
    red, blue = Tag("red"), Tag("blue")
    ed, bob, eve = User("ed", "a"), User("bob"), User("eve", "a")
    ed.posts = [Post("one"), Post("two"), Post("two")]
    ed.posts[0].tags = [red, blue]
    ed.posts[1].tags = [red]
    bob.posts = [Post("three")]
    session.add_all([ed, bob, eve])
    session.commit()
    seen = {}
    seen["get"] = [find(session, 1).name, find(session, 99)]
    seen["all"] = [u.name for u in session.query(User).order_by(User.id).all()]
    seen["none"] = [u.name for u in session.query(User).filter(User.status == None).all()]  # noqa: E711
    seen["filter_by"] = session.query(User).filter_by(status="a").order_by(User.name).first().name
    seen["join"] = [u.name for u in session.query(User).join("posts").order_by(User.name).all()]
    seen["path"] = [u.name for u in session.query(User).join("posts", "tags").filter(Tag.name == "red").all()]
    seen["outer"] = session.query(User.name, Post.title).outerjoin("posts").filter(Post.id == None).all()[0][0]  # noqa: E711
    query = session.query(User).options(joinedload("posts"), subqueryload("posts.tags"))
    session.expunge_all()
    loaded = query.order_by(User.id).all()
    seen["loaded"] = [(u.name, [p.title for p in u.posts], [t.name for p in u.posts for t in p.tags]) for u in loaded]
    seen["back"] = [p.author.name for p in session.query(Post).options(joinedload("author")).order_by(Post.id)]
    seen["tags"] = [(t.name, [p.title for p in t.posts]) for t in session.query(Tag).order_by(Tag.name)]
    seen["count"] = session.query(Post).filter(Post.title == "two").count()
    seen["column"] = session.query(User.id).filter(User.name == "bob").scalar()
    session.query(Post).filter_by(title="two").delete()
    session.commit()
    seen["left"] = [p.title for p in session.query(Post).order_by(Post.id)]
    return seen
