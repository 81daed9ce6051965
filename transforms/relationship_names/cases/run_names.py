from sqlalchemy import Column, ForeignKey, Integer, create_engine, orm
from sqlalchemy.orm import Session, aliased, declarative_base, relationship, with_parent
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    tags = relationship("Tag")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    post_id = Column(ForeignKey("posts.id"))


class Holder:
    def __init__(self, user):
        self.user = user


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1, posts=[Post(id=1, tags=[Tag(id=1), Tag(id=2)]), Post(id=2)]))
        session.add(User(id=2, posts=[Post(id=3)]))
        session.add(User(id=3))
        session.commit()
        user = session.query(User).filter(User.id == 1).one()
        holder = Holder(session.get(User, 2))
        ua = aliased(User)
        found = [
            session.query(Post.id).filter(with_parent(user, "posts")).order_by(Post.id).all(),
            session.query(Post.id).with_parent(user, "posts").order_by(Post.id).all(),
            session.query(Post.id).filter(with_parent(holder.user, "posts")).all(),
            session.query(User.id, Post.id).select_from(orm.join(User, Post, "posts")).order_by(Post.id).all(),
            session.query(ua.id, Post.id).select_from(orm.outerjoin(ua, Post, "posts")).order_by(ua.id, Post.id).all(),
            session.query(Tag.id)
            .select_from(orm.join(orm.join(User, Post, "posts"), Tag, "tags"))
            .order_by(Tag.id)
            .all(),
        ]
        return [[list(row) for row in rows] for rows in found]
