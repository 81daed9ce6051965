from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, bindparam, create_engine, desc, func, text, exists
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, relationship, scoped_session, selectinload, sessionmaker
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


Session_ = scoped_session(sessionmaker(bind=engine))


def t1(session: Session):
    user = session.query(User).get(3)
    q = session.query(Post).with_parent(user, User.posts)
    tags = session.query(Tag).with_parent(user, User.tags).order_by(Tag.id).all()
    return ids(q.order_by(Post.id.desc())), q.count(), ids(tags)


def t2(session: Session):
    q = session.query(User).options(joinedload(User.posts), selectinload(User.tags)).order_by(User.id)
    return [[u.id, ids(u.posts), ids(u.tags)] for u in q[0:2]], q.first().id, q.count(), len(q.all()), q[1].id


def t3(session: Session):
    q = session.query(User).join(User.posts).options(contains_eager(User.posts)).filter(Post.score > 1).order_by(User.id, Post.id)
    return [[u.id, ids(u.posts)] for u in q], q.count()


def t4(session: Session):
    scalar = session.query(func.max(Post.score)).filter(Post.user_id == User.id).correlate(User).scalar_subquery()
    label = session.query(func.count(Post.id)).filter(Post.user_id == User.id).label("posts")
    return plain(session.query(User.id, scalar.label("best"), label).order_by(User.id).all()), plain(session.query(User.name, label).order_by(label.desc(), User.id).limit(2))


def t5(session: Session):
    a = session.query(User.id).filter(User.age < 3)
    b = session.query(User.id).filter(User.age > 4)
    return sorted(plain(a.union(b).all())), a.union_all(a).count(), sorted(plain(a.union(b).with_entities(func.count()).all()))


def t6(session: Session):
    start = session.query(User.id, User.boss_id).filter(User.id == 6).cte("chain", recursive=True)
    up = aliased(start, name="up")
    start = start.union_all(session.query(User.id, User.boss_id).filter(User.id == up.c.boss_id))
    return plain(session.query(start.c.id).order_by(start.c.id))


def t7(session: Session):
    q = session.query(User).filter_by(name="n1")
    if q.count() and q.first() is not None:
        q.update({"age": 77}, synchronize_session=False)
    return q.filter_by(age=77).count()


def t8(session: Session):
    old = session.query(Post).filter(Post.score == 0)
    for post in old:
        post.title = "gone"
    session.flush()
    return old.delete(synchronize_session="fetch")


def t9(session: Session):
    stmt = text("select users.* from users join posts on posts.user_id = users.id order by users.id")
    return ids(session.query(User).from_statement(stmt)), session.query(User.name).from_statement(stmt).all()[0][0], session.query(User).from_statement(stmt).one_or_none() if False else 0


def t10(session: Session):
    try:
        one = session.query(User).filter(User.id == bindparam("key")).params(key=2).one()
        none = session.query(User).filter(User.id == bindparam("key")).params({"key": 99}).one_or_none()
        return one.id, none, session.query(User).join(User.posts).filter(User.id == bindparam("k")).params(k=1).one().id
    finally:
        Session_.remove()


def t11(session: Session):
    s = Session_()
    s.query(Tag).filter(Tag.id > 2).delete()
    s.rollback()
    k = Session_.query(Tag).filter(Tag.id > 2).update({"name": "x"}, False)
    Session_.commit()
    Session_.remove()
    return k


def t12(session: Session):
    users = session.query(User).populate_existing().autoflush(False).filter(User.name.like("n%"))
    return ids(users.order_by(User.id).all()), session.query(users.exists()).scalar(), session.query(User.id).filter(users.exists()).count()


def t13(session: Session):
    q = session.query(User, Post).join(Post, Post.user_id == User.id).add_columns(Post.title).order_by(Post.id)
    r = q.first()
    return r.User.id, r.Post.id, r.title, [x[2] for x in q.slice(1, 3)], len(q.all()), q.with_entities(User.id).count()


def t14(session: Session):
    q = session.query(func.count(User.id), func.max(User.age)).filter(User.active.is_(True))
    (n, m), = q
    total, = session.query(func.sum(Post.score)).one()
    return n, m, total, q.one()[0], session.query(func.count()).select_from(Post).scalar()


CALLS = [t1, t2, t3, t4, t5, t6, t7, t8, t9, t10, t11, t12, t13, t14]
