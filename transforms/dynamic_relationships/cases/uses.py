from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import Session, backref, declarative_base, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", lazy="dynamic")
    notes = relationship("Note")

    def newest(self):
        return self.posts.order_by(Post.id.desc()).first()


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    notes = relationship("Note", lazy="dynamic")


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("posts.id"))
    user_id = Column(ForeignKey("users.id"))
    tag_id = Column(ForeignKey("tags.id"))
    tag = relationship("Tag", backref=backref("tagged", lazy="dynamic"))


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)


def use(session: Session, someone, tag: Tag, user: User, post: Post):
    session.query(User).get(1).posts.filter(Post.id > 1).count()
    someone.posts.filter_by(id=1).all()
    tag.tagged.count()
    post.notes.all()
    # Not dynamic, or not known to be, or no query.
    user.notes.count(None)
    someone.notes.all()
    user.posts.append(post)
    return [p for p in user.posts], User.posts.any()
