from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, Table, create_engine, desc, func, not_, or_, text, exists
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, joinedload, relationship
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


class Service:
    def __init__(self, session: Session):
        self.db = session

    def _base(self):
        return self.db.query(User)

    def names(self, *, limit=None, only=None):
        q = self.db.query(User.name).distinct()
        if only:
            q = q.filter(User.name.in_(only))
        q = q.order_by(User.name)
        if limit:
            q = q.limit(limit)
        return [name for name, in q]

    def paginate(self, page, per_page=2):
        q = self.db.query(Post).join(Post.user).filter(User.active.is_(True)).order_by(Post.id)
        total = q.count()
        items = q.limit(per_page).offset((page - 1) * per_page).all()
        return {"total": total, "items": ids(items), "first": q.first().id if total else None}

    def stats(self):
        sub = self.db.query(Post.user_id, func.count(Post.id).label("n"), func.avg(Post.score).label("avg")).group_by(Post.user_id).subquery()
        rows = self.db.query(User.name, sub.c.n, sub.c.avg).join(sub, sub.c.user_id == User.id).order_by(User.id).all()
        return [(r.name, r.n, round(r.avg, 2)) for r in rows]

    def has_posts(self, user):
        return self.db.query(self.db.query(Post).filter(Post.user_id == user.id).exists()).scalar()

    def purge(self, dry=True):
        stale = self.db.query(Post).filter(Post.score == 0)
        if dry:
            return stale.count()
        return stale.delete(synchronize_session=False)

    def deactivate(self, names):
        changed = 0
        for name in names:
            changed += self.db.query(User).filter(User.name == name, User.active.is_(True)).update({"active": False})
        if changed:
            self.db.commit()
        return changed

    def swap(self):
        a, b = self.db.query(User).order_by(User.id)[0:2]
        a.name, b.name = b.name, a.name
        self.db.flush()
        first, *rest = self.db.query(User.name).order_by(User.id).limit(3)
        return first[0], [r[0] for r in rest]

    def lookup(self):
        return dict(self.db.query(User.id, User.name).filter(User.id < 4)), {u.id: u for u in self.db.query(User)}.keys().__len__()

    def tagged(self, *names):
        q = self.db.query(User)
        for name in names:
            q = q.filter(User.tags.any(Tag.name == name))
        return ids(q.order_by(User.id))

    def any_tagged(self, names):
        return [u.id for u in self.db.query(User).join(User.tags).filter(Tag.name.in_(names)).order_by(User.id)]

    def newest(self):
        newest = self.db.query(func.max(Post.id)).filter(Post.user_id == User.id).correlate(User).as_scalar()
        return [p.id for p in self.db.query(Post).join(User, Post.user_id == User.id).filter(Post.id == newest).order_by(Post.id)]


def u1(session):
    s = Service(session)
    return s.names(), s.names(limit=1), s.names(only=["n1"])


def u2(session):
    s = Service(session)
    return s.paginate(1), s.paginate(2), s.paginate(50)


def u3(session):
    s = Service(session)
    return s.stats(), [s.has_posts(u) for u in session.query(User).order_by(User.id)]


def u4(session):
    s = Service(session)
    return s.purge(), s.purge(dry=False), s.purge()


def u5(session):
    s = Service(session)
    return s.deactivate(["n0", "n1", "zz"]), s.swap(), s.lookup(), s.tagged("g1", "g2"), s.any_tagged(["g1", "g2"]), s.newest()


def u6(session):
    q = session.query(Post.title, func.count().label("n")).group_by(Post.title)
    best = q.order_by(desc("n"), Post.title).first()
    return best.title, best.n, sorted(q.having(func.count() > 3).all()) == [], [t for t, n in q.order_by(Post.title)]


def u7(session):
    # a column of an outer join that is null, and a delete by it
    orphans = session.query(Post.id).outerjoin(User, Post.user_id == User.id).filter(User.id.is_(None))
    return session.query(Post).filter(Post.id.in_(orphans)).delete(synchronize_session=False)


def u8(session):
    return session.query(User).filter(User.name == "n1").with_entities(User.id, User.age).order_by(User.id).all()[0].age, session.query(User).with_entities(User.name, func.count(User.id)).group_by(User.name).order_by(User.name).all()[0][1], [a for a, in session.query(User).join(User.posts).with_entities(Post.score).order_by(Post.id)]


def u9(session):
    loaded = session.query(User).options(joinedload(User.posts)).filter(User.id == 2).one()
    session.query(Post).filter(Post.user_id == 2).update({Post.title: "changed", Post.score: None})
    titles = [p.title for p in loaded.posts]
    session.query(User).filter(User.id == 2).update({User.name: func.upper(User.name)}, synchronize_session="fetch")
    return titles, loaded.name


def u10(session):
    q = session.query(User).filter(User.boss_id.is_(None)).subquery()
    bosses = aliased(User, q)
    return ids(session.query(bosses).all()), session.query(func.count()).select_from(q).scalar(), plain(session.query(q).with_entities(q.c.id).all())


def u11(session):
    users = session.query(User).order_by(User.age.desc(), User.id)
    return [ids(users[:2]), users[2].id, ids(users.limit(3)[1:2]), attempt(lambda: users[77])]


def u12(session):
    e = session.query(Post).filter(Post.user_id == User.id, Post.score > 2).exists()
    ids_ = [i for i, in session.query(User.id).filter(e).order_by(User.id)]
    not_ = session.query(User).filter(~e).update({"name": "poor"}, synchronize_session="fetch")
    return ids_, not_, session.query(User).filter(or_(e, User.age > 4)).count()


CALLS = [u1, u2, u3, u4, u5, u6, u7, u8, u9, u10, u11, u12]
