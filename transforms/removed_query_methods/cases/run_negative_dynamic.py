from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import relationship, sessionmaker

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    posts = relationship("Post", lazy="dynamic", order_by="Post.id")
    notes = relationship("Note", order_by="Note.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    title = Column(String(20))


class Note(Base):
    __tablename__ = "notes"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def last(user: User):
    return user.posts[-1].title, [post.title for post in user.posts[-2:]], user.posts[0].title


def last_note(user: User):
    return user.notes[-1].id


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = sessionmaker(engine)()
    user = User(name="ed")
    session.add(user)
    session.flush()
    for title in ["one", "two", "three"]:
        session.add(Post(title=title, user_id=user.id))
    session.add_all([Note(user_id=user.id), Note(user_id=user.id)])
    session.commit()
    return [last(user), last_note(user), user.posts.filter(Post.id > 1)[-1].title]
