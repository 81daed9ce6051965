import datetime

from sqlalchemy import Boolean, Column, ForeignKey, Integer, String, create_engine, func, or_
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased, contains_eager, joinedload, relationship, selectinload
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    age = Column(Integer)
    posts = relationship("Post", back_populates="user", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(20))
    live = Column(Boolean)
    user_id = Column(Integer, ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


class Pet(Base):
    __tablename__ = "pets"
    id = Column(Integer, primary_key=True)
    kind = Column(String(10))
    toys = relationship("Toy", lazy="joined", order_by="Toy.id")
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "pet"}


class Dog(Pet):
    __mapper_args__ = {"polymorphic_identity": "dog"}


class Toy(Base):
    __tablename__ = "toys"
    id = Column(Integer, primary_key=True)
    pet_id = Column(Integer, ForeignKey("pets.id"))


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def fill(session: Session):
    session.add_all(
        [
            User(id=1, name="ed", age=10, posts=[Post(id=1, title="a", live=True), Post(id=2, title="b", live=True)]),
            User(id=2, name="ed", age=None, posts=[Post(id=3, title="a", live=False)]),
            User(id=3, name="jo", age=30),
            User(id=4, name="al", age=10),
            Pet(id=1, toys=[Toy(id=1), Toy(id=2)]),
            Dog(id=2, toys=[Toy(id=3), Toy(id=4)]),
            Dog(id=3),
        ]
    )
    session.commit()


def outcome(call):
    try:
        return call()
    except (MultipleResultsFound, NoResultFound) as error:
        return type(error).__name__


def ids(users):
    return [user.id for user in users]


def lists(session: Session):
    return [
        ids(session.query(User).order_by(User.id).all()),
        ids(session.query(User).join(User.posts).order_by(User.id).all()),
        ids(session.query(User).outerjoin(User.posts).order_by(User.id.desc()).all()),
        ids(session.query(User).join(Post, Post.user_id == User.id).filter(Post.live).order_by(User.id).all()),
        ids(session.query(User).filter(User.id == Post.user_id).order_by(User.id).all()),
        ids(session.query(User).options(joinedload(User.posts)).order_by(User.id).all()),
        ids(session.query(User).options(selectinload(User.posts)).order_by(User.id).all()),
        ids(session.query(User).join(User.posts).options(contains_eager(User.posts)).order_by(User.id).all()),
        ids(session.query(Post).options(joinedload(Post.user)).order_by(Post.id).all()),
        ids(session.query(User).filter(User.posts.any(Post.title == "a")).order_by(User.id).all()),
        ids(session.query(User).filter(or_(User.age > 10, User.age.is_(None))).order_by(User.id).all()),
        ids(session.query(User).filter(User.name.in_(["jo", "al"])).order_by(User.name).limit(1).offset(1).all()),
        ids(session.query(User).select_from(Post).join(Post.user).order_by(User.id).all()),
        ids(session.query(User).join(User.posts).filter_by(title="a").order_by(User.id).all()),
        ids(session.query(User).filter_by(name="ed").join(User.posts).filter_by(title="a", live=not None).all()),
        ids(session.query(User).filter(User.id.in_(session.query(Post.user_id))).order_by(User.id).all()),
        ids(session.query(Pet).order_by(Pet.id).all()),
        [len(pet.toys) for pet in session.query(Pet).order_by(Pet.id)],
        ids(session.query(User).distinct().order_by(User.name, User.id).all()),
        ids(session.query(User).order_by(User.id).with_for_update(False, True).all()),
    ]


def rows(session: Session):
    plain = lambda found: [tuple(row) for row in found]
    pairs = session.query(User.name, Post.title).join(User.posts).order_by(Post.id).all()
    return [
        plain(session.query(User.name).order_by(User.id).all()),
        plain(session.query(User.name).join(User.posts).order_by(User.id).all()),
        plain(pairs),
        [row.title for row in pairs],
        [(user.id, title) for user, title in session.query(User, Post.title).join(User.posts).order_by(Post.id)],
        [(row[0].id, row[1]) for row in session.query(User, User.name).join(User.posts).order_by(User.id).all()],
        plain(session.query(User.age, func.count(User.id)).group_by(User.age).order_by(User.age).all()),
        plain(session.query(User.age).group_by(User.age).having(func.count(User.id) > 1)),
        dict(session.query(User.id, User.name)),
        dict(session.query(User.id, User.name).all()),
        plain(session.query(User.id.label("key"), (User.age + 1).label("next")).order_by("key").all()),
        tuple(session.query(User.name).filter(User.id == 3).first()),
        session.query(User.name).filter(User.id == 99).first(),
        tuple(session.query(User.name, User.age).filter(User.id == 3).one()),
        plain(session.query(User.name).distinct().order_by(User.name).all()),
        [name for (name,) in session.query(User.name).order_by(User.id)],
        [list(column) for column in zip(*session.query(User.id, User.age).order_by(User.id))],
    ]


def single(session: Session):
    other = aliased(User)
    return [
        session.query(User).order_by(User.id).first().id,
        session.query(User).filter(User.id > 90).first(),
        session.query(User).order_by(User.id).limit(0).first().id,
        len(session.query(Pet).order_by(Pet.id).first().toys),
        len(session.query(User).options(joinedload(User.posts)).order_by(User.id).first().posts),
        session.query(User).filter_by(name="jo").one().id,
        outcome(lambda: session.query(User).filter_by(name="ed").one()),
        outcome(lambda: session.query(User).filter_by(name="nobody").one()),
        session.query(User).join(User.posts).filter(User.id == 1).one().id,
        session.query(User).join(User.posts).filter(User.id == 1).one_or_none().id,
        outcome(lambda: session.query(User).filter_by(name="ed").one_or_none()),
        session.query(Pet).filter(Pet.id == 1).one().id,
        session.query(User).filter_by(name="nobody").one_or_none(),
        session.query(other).filter(other.name == "jo").one().id,
        session.query(User).filter_by(name="jo").scalar().id,
        session.query(User.name).filter(User.id == 1).scalar(),
        session.query(User.name).filter(User.id == 99).scalar(),
        session.query(User.age).filter(User.id == 2).scalar(),
        outcome(lambda: session.query(User.name).filter(User.age == 10).scalar()),
        session.query(func.max(User.age)).scalar(),
        session.query(func.count(User.id)).filter(User.name == "ed").scalar(),
        outcome(lambda: session.query(func.count(User.id)).group_by(User.name).scalar()),
        session.query(func.sum(User.age)).filter(User.id > 90).scalar(),
        session.query(session.query(User).filter(User.id == 1).exists()).scalar(),
    ]


def counts(session: Session):
    return [
        session.query(User).count(),
        session.query(User).filter_by(name="ed").filter(User.id > 1).count(),
        session.query(User).join(User.posts).count(),
        session.query(User).limit(2).count(),
        session.query(User.name).distinct().count(),
        session.query(User.age).group_by(User.age).count(),
        session.query(Pet).count(),
        session.query(Dog).count(),
        session.query(Pet).limit(1).count(),
        session.query(User, Post).join(User.posts).count(),
        session.query(User).options(joinedload(User.posts)).count(),
        session.query(User.name, func.count(User.id)).group_by(User.name).count(),
    ]


def search(session: Session, name=None, title=None, limit=None):
    query = session.query(User)
    if name:
        query = query.filter(User.name == name)
    if title:
        query = query.join(User.posts).filter(Post.title == title)
    total = query.count()
    query = query.order_by(User.id)
    if limit:
        query = query.limit(limit)
    return [total, ids(query), ids(query.all()), query.first() and query.first().id]


def flushed(session: Session):
    found = []
    session.add(User(id=50, name="new"))
    found.append(session.query(User).filter(User.name == "new").count())
    session.add(User(id=51, name="new"))
    found.append(session.query(func.count(User.id)).filter(User.name == "new").scalar())
    session.add(User(id=52, name="new"))
    found.append(len(session.query(User.id).filter(User.name == "new").all()))
    session.add(User(id=53, name="new"))
    found.append(session.query(User.name).distinct().filter(User.name == "new").count())
    session.add(User(id=54, name="new"))
    found.append(len(session.query(User).filter(User.name == "new").all()))
    session.rollback()
    return found


def parenthesised(session: Session, name: str):
    found = (
        session.query(User)
        .filter(User.name == name)
    ).order_by(User.id).all()
    number = (session.query(User).limit(2)).count()
    largest = (
        session.query(func.max(User.id))
        .filter(User.name == name)
    ).scalar()
    one = ((session.query(User)).filter(User.id > 1)).order_by(User.id).first()
    lines = (
        (session.query(User))
        .filter(User.name == name)
        .count()
    )
    long = (
        (session.query(User).distinct())
        .count()
    )
    return [ids(found), number, largest, one.id, lines, long, (session.query(User).order_by(User.id)).first().id]


def loops(session: Session):
    seen = []
    for user in session.query(User).order_by(User.id):
        user.name = user.name.upper()
        session.commit()
        seen.append(user.name)
    return seen


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        fill(session)
        started = datetime.datetime(2020, 1, 1)
        return [
            started.year,
            lists(session),
            rows(session),
            single(session),
            counts(session),
            search(session),
            search(session, name="ed"),
            search(session, title="a"),
            search(session, name="ed", title="a", limit=1),
            parenthesised(session, "ed"),
            flushed(session),
            loops(session),
        ]
