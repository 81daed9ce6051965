from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, bindparam, create_engine, desc, func, text, literal
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()
links = Table("links", Base.metadata, Column("user_id", ForeignKey("users.id")), Column("tag_id", ForeignKey("tags.id")))


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    age = Column(Integer)
    active = Column(Boolean, default=True)
    boss_id = Column(Integer, ForeignKey("users.id"))
    boss = relationship("User", remote_side=[id])
    posts = relationship("Post", back_populates="user", order_by="Post.id")
    tags = relationship("Tag", secondary=links, order_by="Tag.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(20))
    score = Column(Integer)
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def fill(session: Session):
    tags = [Tag(id=i, name="g%d" % i) for i in range(1, 4)]
    session.add_all([User(id=i, name="n%d" % (i % 3), age=i if i != 4 else None, active=i % 2 == 0, boss_id=i // 2 or None, tags=tags[: i % 4]) for i in range(1, 7)])
    session.add_all([Post(id=i, title="t%d" % (i % 3), score=i % 4, user_id=i // 2 or None) for i in range(1, 12)])
    session.commit()


def ids(xs):
    return [x.id for x in xs]


def plain(rows):
    return [list(row) for row in rows]


def attempt(call, *args, **kw):
    try:
        return call(*args, **kw)
    except Exception as error:
        return type(error).__name__


def dump(session):
    return [plain(session.execute(text("select * from %s order by 1, 2" % t))) for t in ("users", "posts", "tags", "links")]


def observe():
    seen = []
    for call in CALLS:
        Base.metadata.drop_all(engine)
        Base.metadata.create_all(engine)
        with Session(engine) as session:
            fill(session)
        with Session(engine) as session:
            seen.append([call.__name__, attempt(call, session)])
            session.commit()
        with Session(engine) as session:
            seen.append(dump(session))
    return seen


def v1(session: Session):
    q = session.query(User).filter(User.age > 1).yield_per(2)
    seen = [u.id for u in q.order_by(User.id)]
    pairs = session.query(User.id, Post.id).join(Post, Post.user_id == User.id).yield_per(2)
    return seen, plain(pairs.order_by(User.id, Post.id))


def v2(session: Session):
    q = session.query(User).join(User.posts)
    if q.filter(Post.score > 2).count() > 1:
        q = q.filter(Post.score > 2)
    n = q.with_entities(func.count(User.id.distinct())).scalar()
    per = q.with_entities(User.name, func.count()).group_by(User.name).order_by(User.name)
    return n, plain(per), [u.id for u in q.order_by(User.id)], q.order_by(User.id).first().id


def v3(session: Session):
    q = session.query(User).filter(User.id == bindparam("a")).params(a=1)
    return ids(q.all()), q.params(a=2).one().id, q.count()


def v4(session: Session):
    out = []
    for name in ("n0", "n1"):
        q = session.query(Post).join(Post.user).filter(User.name == name)
        sub = q.with_entities(Post.id).subquery()
        out.append(session.query(Post).filter(Post.id.in_(session.query(sub.c.id))).update({"title": name}, synchronize_session=False))
    return out


def v5(session: Session):
    q = session.query(Tag)
    q = q.filter(Tag.id > 1) if True else q
    return ids(q[0:1]), q.filter(Tag.id > 2).delete(), ids(session.query(Tag).order_by(Tag.id))


def v6(session: Session):
    user = session.query(User).filter_by(id=3).first()
    user.name = "dirty"
    n = session.query(User).filter(User.name == "dirty").update({User.age: User.age + 1})
    user.age
    return n, user.age, user.name


def v7(session: Session):
    session.add(Post(id=40, title="x", user_id=None))
    n = session.query(Post).filter(Post.user_id.is_(None)).delete()
    return n, session.query(Post).filter(Post.id == 40).first(), len(session.new)


def v8(session: Session):
    objs = session.query(Post).filter(Post.score == 1).order_by(Post.id).all()
    session.query(Post).filter(Post.score == 1).delete()
    return [o in session for o in objs], session.query(Post).count()


def v9(session: Session):
    with session.begin_nested():
        session.query(Tag).filter(Tag.id == 3).update({"name": "sp"})
    nested = session.begin_nested()
    session.query(Tag).filter(Tag.id == 1).update({"name": "lost"})
    nested.rollback()
    return sorted(plain(session.query(Tag.id, Tag.name)))


def v10(session: Session):
    recent = session.query(Post).order_by(Post.id.desc()).limit(3).subquery()
    recent_posts = aliased(Post, recent)
    rows = session.query(recent_posts, User.name).outerjoin(User, recent_posts.user_id == User.id).order_by(recent_posts.id)
    return [[p.id, name] for p, name in rows], session.query(recent.c.id, recent.c.title).order_by(recent.c.id).first()[1]


def v11(session: Session):
    return [x for x, in session.query(User.name).filter(User.id.in_([1, 2])).order_by(User.id)[0:2]], session.query(User.name).order_by(User.id)[3].name, session.query(User.id).order_by(User.id)[5][0]


def v12(session: Session):
    a = session.query(User.id.label("key"), literal("user").label("kind")).filter(User.id < 3)
    b = session.query(Post.id.label("key"), literal("post").label("kind")).filter(Post.id < 2)
    both = a.union_all(b).subquery()
    return sorted(plain(session.query(both.c.key, both.c.kind)))


def v13(session: Session):
    def count(query):
        return query.order_by(None).with_entities(func.count(User.id)).scalar()

    return count(session.query(User).order_by(User.name)), count(session.query(User).filter(User.age > 3))


def v14(session: Session):
    values = {}
    values["age"] = 1
    if values:
        values[User.name] = "mix"
    return session.query(User).filter(User.id.between(2, 3)).update(values, synchronize_session=False)


CALLS = [v1, v2, v3, v4, v5, v6, v7, v8, v9, v10, v11, v12, v13, v14]
