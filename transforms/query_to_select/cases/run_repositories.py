from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, case, create_engine, desc, func, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, relationship
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


class Repository:
    model = User

    def __init__(self, session: Session):
        self.session = session

    @property
    def query(self):
        return self.session.query(self.model)

    def get(self, key):
        return self.query.get(key)

    def find(self, **kw):
        return self.query.filter_by(**kw).order_by(self.model.id).all()

    def remove(self, **kw):
        return self.query.filter_by(**kw).delete()

    def page(self, number, size=2):
        q = self.query.order_by(self.model.id)
        return q[number * size:(number + 1) * size]


class Posts(Repository):
    model = Post

    def best(self, n):
        return self.session.query(Post).order_by(Post.score.desc(), Post.id)[:n]

    def first_two(self):
        return self.session.query(Post).order_by(Post.id)[:2]

    def each(self):
        for post in self.session.query(Post).yield_per(3).order_by(Post.id):
            yield post.id

    def titles(self):
        yield from (title for title, in self.session.query(Post.title).distinct().order_by(Post.title))

    def bump(self, ids=None, **values):
        q = self.session.query(Post)
        if ids:
            q = q.filter(Post.id.in_(ids))
        return q.update(values, synchronize_session=False) if values else 0

    def drop(self, titles):
        return sum(self.session.query(Post).filter(Post.title == title).delete() for title in titles)


def r1(session: Session):
    repo = Repository(session)
    return repo.get(2).id, ids(repo.find(name="n1")), ids(repo.page(1)), attempt(repo.remove, name="n2")


def r2(session: Session):
    posts = Posts(session)
    return ids(posts.best(3)), ids(posts.first_two()), list(posts.each()), list(posts.titles()), posts.bump(score=3), posts.bump([1, 2], title="x"), posts.bump()


def r3(session: Session):
    return Posts(session).drop(["t1", "zz", "t2"]), Posts(session).page(0) and 1


REPORTS = {
    "users": lambda session: session.query(User.id, User.name),
    "posts": lambda session: session.query(Post.id, Post.title),
}


def r4(session: Session):
    return [plain(make(session).order_by("id").limit(2).all()) for make in REPORTS.values()]


def r5(session: Session):
    queries = {"a": session.query(User).filter(User.age > 2), "b": session.query(User).filter(User.age <= 2)}
    return {key: ids(q.order_by(User.id).all()) for key, q in queries.items()}


def r6(session: Session, query=None):
    query = query or session.query(User).filter(User.id < 3)
    return ids(query)


def latest(session: Session, *, columns=(Post.id, Post.title)):
    return session.query(*columns).order_by(Post.id.desc()).first()


def r7(session: Session):
    return list(latest(session)), list(latest(session, columns=(Post.title,)))


def r8(session: Session):
    def inner(flag):
        q = session.query(Post).filter(Post.score > 1)
        return q.filter(Post.title == "t1") if flag else q

    return ids(inner(True)), ids(inner(False).order_by(Post.id))


def r9(session: Session):
    with session.no_autoflush:
        session.add(User(id=50, name="n50"))
        before = session.query(User).filter(User.id == 50).count()
    after = session.query(User).filter(User.id == 50).with_entities(func.count()).scalar()
    gone = session.query(User).filter(User.id == 50).delete()
    return before, after, gone


def r10(session: Session):
    rows = session.query(User.id, User.name, case([(User.age > 3, "old")], else_="young").label("kind")).order_by(User.id).all()
    return [dict(zip(row.keys(), row)) for row in rows], {r.id: r.kind for r in rows}


CALLS = [r1, r2, r3, r4, r5, r6, r7, r8, r9, r10]
