from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, text
from sqlalchemy.ext.automap import automap_base
from sqlalchemy.orm import Session, backref, joinedload, relationship
from sqlalchemy.pool import StaticPool

Base = automap_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("posts", collection_class=set, backref="author")
    friends = relationship("User", backref=backref("friend_of", remote_side="User.id"))
    friend_id = Column(Integer, ForeignKey("users.id"))


class Thing(Base):
    __tablename__ = "things"
    id = Column(Integer, primary_key=True)
    name = Column(String(10))
    user_id = Column(ForeignKey("users.id"), nullable=False)
    user = relationship(User, backref="things")


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    with engine.begin() as c:
        c.execute(text("create table users (id integer primary key, nick varchar(10), friend_id integer references users(id))"))
        c.execute(text("create table posts (id integer primary key, user_id integer references users(id))"))
        c.execute(text("create table things (id integer primary key, name varchar(10), user_id integer not null references users(id))"))
    Base.prepare(engine, reflect=True)
    from sqlalchemy.orm import configure_mappers
    configure_mappers()
    posts = Base.classes.posts
    session = Session(engine)
    ed = User(nick="ed")
    ed.posts.add(posts())
    ed.thing_collection.append(Thing(name="t"))
    session.add_all([ed, User(nick="al", friend_of=ed)])
    session.commit()
    seen = {}
    seen["posts"] = [p.author.nick for p in session.query(posts)]
    seen["users"] = [(u.nick, len(u.posts), len(u.friends), [t.name for t in u.thing_collection]) for u in session.query(User).options(joinedload("thing_collection")).order_by(User.id)]
    seen["join"] = session.query(Thing).join("user").filter(User.nick == "ed").count()
    seen["attrs"] = sorted(User.__mapper__.attrs.keys())
    return seen
