from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, inspect
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, backref, class_mapper, deferred, joinedload, relationship, column_property
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    editor_id = Column(ForeignKey("users.id"))


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("posts.id"))
    user_id = Column(ForeignKey("users.id"))


User.__mapper__.add_property("posts", relationship(Post, foreign_keys=Post.user_id, order_by=Post.id, backref="user"))
inspect(Post).add_property("editor", relationship(User, foreign_keys=[Post.editor_id], back_populates="edited"))
User.__mapper__.add_properties({"edited": relationship(Post, foreign_keys=[Post.editor_id], back_populates="editor")})
class_mapper(Tag).add_property("post", relationship(Post, backref=backref("tags", lazy="joined")))
tag_mapper = Tag.__mapper__
tag_mapper.add_property("user", relationship("User"))
User.upper = column_property(User.name + "!")
Tag.extra = Column("extra", String(5))
Tag.others = relationship("Post", viewonly=True)


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    session = Session(engine)
    ed = User(name="ed", posts=[Post(), Post()])
    ed.posts[0].editor = User(name="al")
    ed.posts[0].tags = [Tag(extra="x"), Tag(user=ed)]
    session.add(ed)
    session.commit()
    session.expunge_all()
    seen = {}
    seen["join"] = [u.name for u in session.query(User).join("posts").order_by(User.id).all()]
    seen["path"] = [u.name for u in session.query(User).join("posts", "tags").filter(Tag.extra == "x").all()]
    seen["eager"] = [(p.user.name, p.editor and p.editor.name, len(p.tags)) for p in session.query(Post).options(joinedload("user"), joinedload("editor")).order_by(Post.id)]
    seen["tag"] = [t.user and t.user.name for t in session.query(Tag).options(joinedload("post.user")).order_by(Tag.id)]
    seen["edited"] = [u.upper for u in session.query(User).join("edited")]
    return seen
