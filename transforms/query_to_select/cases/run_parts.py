from sqlalchemy import Column, ForeignKey, Integer, String, bindparam, create_engine, event, func, select, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, joinedload, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column("nm", String(20))
    age = Column(Integer)
    posts = relationship("Post", back_populates="user", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(20))
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def fill(session: Session):
    session.add_all([User(id=i, name="n%d" % (i % 3), age=i if i != 4 else None) for i in range(1, 7)])
    session.add_all([Post(id=i, title="t%d" % (i % 3), user_id=i // 2) for i in range(1, 9)])
    session.commit()


def plain(rows):
    return [list(row) for row in rows]


def ids(objects):
    return [obj.id for obj in objects]


def outcome(call):
    try:
        return call()
    except Exception as error:
        return type(error).__name__


def subqueries(session: Session):
    counts = (
        session.query(Post.user_id, func.count("*").label("n"))
        .group_by(Post.user_id)
        .subquery()
    )
    whole = session.query(User).filter(User.age > 2).subquery("older")
    low = session.query(User.id).filter(User.id < 3).cte("low")
    alias = aliased(User, session.query(User).filter(User.id > 4).subquery())
    return [
        plain(session.query(User.id, counts.c.n).outerjoin(counts, User.id == counts.c.user_id).order_by(User.id).all()),
        plain(session.query(whole.c.id, whole.c.nm).order_by(whole.c.id).all()),
        plain(session.query(low.c.id).order_by(low.c.id.desc()).all()),
        ids(session.query(alias).order_by(alias.id).all()),
        ids(session.query(User).filter(User.id.in_(session.query(Post.user_id).filter(Post.title == "t1"))).order_by(User.id)),
        ids(session.query(User).filter(User.id.notin_(session.query(low.c.id))).order_by(User.id)),
        ids(session.query(User).filter(session.query(Post).filter(Post.user_id == User.id).exists()).order_by(User.id)),
        ids(session.query(User).filter(~session.query(Post.id).filter(Post.user_id == User.id).exists()).all()),
        session.query(session.query(User).filter(User.name == "n1").exists()).scalar(),
        session.query(session.query(User).filter_by(name="zz").exists()).scalar(),
        session.query(session.query(func.count(User.id)).filter(User.id > 90).exists()).scalar(),
        session.query(session.query(User.name).filter(User.id > 0).distinct().offset(1).exists()).scalar(),
        session.query(session.query(Post.user_id).group_by(Post.user_id).having(func.count() > 5).exists()).scalar(),
        plain(
            session.query(
                User.id,
                session.query(func.count(Post.id)).filter(Post.user_id == User.id).correlate(User).label("n"),
            ).order_by(User.id)
        ),
        ids(session.query(User).filter(User.age == session.query(func.max(User.age)).scalar_subquery())),
    ]


def flushed(session: Session):
    sub = session.query(User.name).subquery()
    seen = []
    for index, read in enumerate(
        [
            lambda: session.query(sub.c.name).all(),
            lambda: session.query(session.query(User).filter(User.id > 50).exists()).scalar(),
            lambda: session.query(User).with_entities(func.count()).scalar(),
            lambda: session.query(User).autoflush(False).count(),
            lambda: len(session.query(User).autoflush(False).all()),
        ]
    ):
        session.add(User(id=60 + index, name="new"))
        result = read()
        seen.append([len(result) if isinstance(result, list) else result, len(session.new)])
        session.rollback()
    return seen


def entities(session: Session):
    query = session.query(User).filter(User.age > 1)
    return [
        plain(session.query(User).filter(User.age > 2).with_entities(User.name).order_by(User.id).all()),
        session.query(User).options(joinedload(User.posts)).with_entities(func.count(User.id)).scalar(),
        ids(session.query(User).join(User.posts).with_entities(Post).order_by(Post.id).all()),
        ids(session.query(Post).join(Post.user).with_entities(User).order_by(User.id).all()),
        [[u.id, n] for u, n in session.query(User).add_columns(User.name).order_by(User.id)],
        [[u.id, p.id] for u, p in session.query(User).join(User.posts).add_entity(Post).order_by(Post.id)],
        query.with_entities(func.sum(User.age)).scalar(),
        ids(query.order_by(User.id).all()),
        query.with_entities(User.name).distinct().count(),
        session.query(User).join(User.posts).with_entities(User.id).first()[0],
    ]


def options(session: Session):
    user = session.query(User).filter_by(id=1).one()
    return [
        [u.id for u in session.query(User).order_by(User.id).yield_per(2)],
        [u.id for u in session.query(User).join(User.posts).order_by(Post.id).yield_per(2)],
        ids(session.query(User).join(User.posts).order_by(Post.id).yield_per(count=3).all()),
        ids(session.query(User).execution_options(stream_results=True).join(User.posts).order_by(User.id).all()),
        session.query(User).enable_assertions(False).filter_by(id=1).count(),
        ids(session.query(User).filter(User.id == bindparam("i")).params(i=2).all()),
        session.query(User).filter(User.id < bindparam("i")).params({"i": 4}).count(),
        ids(session.query(Post).with_parent(user, User.posts).order_by(Post.id).all()),
        ids(session.query(Post).with_parent(user, property=User.posts).filter(Post.id > 2)),
        ids(session.query(User).from_statement(text("select * from users where id >= :i order by id")).params(i=5).all()),
        session.query(User).from_statement(text("select * from users order by id desc")).first().id,
        ids(session.query(User).from_statement(select(User).join(User.posts).order_by(User.id))),
        session.query(User).prefix_with("ALL").filter(User.id == 3).one().id,
    ]


def slices(session: Session):
    query = session.query(User).order_by(User.id)
    pages = [ids(query[1:3]), query[0].id]
    return pages + [
        ids(session.query(User).order_by(User.id)[0:2]),
        ids(session.query(User).order_by(User.id)[:3]),
        ids(session.query(User).order_by(User.id)[4:]),
        ids(session.query(User).join(User.posts).order_by(Post.id)[1:4]),
        session.query(User).order_by(User.id)[1].id,
        outcome(lambda: session.query(User).order_by(User.id)[99].id),
        plain(session.query(User.id, User.name).order_by(User.id)[2:4]),
        ids(
            (
                session.query(User)
                .order_by(User.id)
            )[:2]
        ),
        [
            user.id
            for user in session.query(User)
            .filter(User.id > 1)
            .order_by(User.id)[
                0:2
            ]
        ],
    ]


def observe():
    Base.metadata.drop_all(engine)
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
    seen = []
    for part in (subqueries, flushed, entities, options, slices):
        with Session(engine) as session:
            seen.append(part(session))
    return seen
