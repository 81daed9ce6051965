from sqlalchemy import Column, ForeignKey, Integer, String, and_, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    age = Column(Integer)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(Integer, ForeignKey("users.id"))


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})

# A user is found once for each of the posts, where a criterion brings in the posts.


class Filters:
    def __init__(self):
        self.criterion = User.id == Post.user_id
        self.column = Post.user_id
        self.criteria = []

    def add(self, criterion):
        self.criteria.append(criterion)

    def by_criterion(self, session: Session):
        return session.query(User).filter(self.criterion).all()

    def by_column(self, session: Session):
        return session.query(User).filter(User.id == self.column).all()

    def by_criteria(self, session: Session):
        return session.query(User).filter(*self.criteria).all()

    def by_keywords(self, session: Session, **columns):
        return session.query(User).filter(User.id == columns["key"]).all()

    def by_arguments(self, session: Session, *criteria):
        return session.query(User).filter(*criteria).all()


class Options:
    column = None


class Users:
    def by_key(self, session: Session, key):
        return session.query(User).filter(User.id == key).all()


def through(users, session: Session):
    return users.by_key(session, Post.user_id)


COLUMNS = {}
COLUMNS["owner"] = Post.user_id
LISTED = []
LISTED.append(Post.user_id)


def appended(session: Session):
    criteria = []
    criteria.append(User.id == Post.user_id)
    return session.query(User).filter(*criteria).all()


def combined(session: Session):
    criteria = [User.age > 5]
    criteria.append(User.id == Post.user_id)
    return session.query(User).filter(and_(*criteria)).all()


def one_by_one(session: Session):
    criteria = []
    criteria += [User.id == Post.user_id]
    query = session.query(User)
    for criterion in criteria:
        query = query.filter(criterion)
    return query.all()


def made():
    yield User.id == Post.user_id
    yield User.age == 10


def generated(session: Session):
    query = session.query(User)
    for criterion in made():
        query = query.filter(criterion)
    return query.all()


def mapped(session: Session):
    return session.query(User).filter(*map(lambda column: User.id == column, [Post.user_id])).all()


def by_name(session: Session):
    return session.query(User).filter(User.id == getattr(Post, "user_id")).all()


def of_metadata(session: Session):
    metadata = Base.metadata
    table = metadata.tables["posts"]
    return session.query(User).filter(User.id == table.c.user_id).all()


def set_outside(session: Session):
    options = Options()
    options.key = Post.user_id
    setattr(options, "column", Post.user_id)
    return [
        session.query(User).filter(User.id == options.key).all(),
        session.query(User).filter(User.id == options.column).all(),
    ]


def stored(session: Session):
    return [
        session.query(User).filter(User.id == COLUMNS["owner"]).all(),
        session.query(User).filter(User.id == COLUMNS.get("owner")).all(),
        session.query(User).filter(User.id == LISTED[0]).all(),
        session.query(User).filter(User.id == list(COLUMNS.values())[0]).all(),
    ]


def plain(session: Session, wanted: int):
    names = []
    names.append("ed")
    ages = {"low": 5}
    size = len(names)
    return [
        session.query(User).filter(User.name.in_(names), User.age > ages["low"]).limit(size).all(),
        session.query(User).filter(User.id == wanted, User.name == str(names[0])).all(),
        session.query(User).filter_by(id=wanted, name=names[0]).all(),
    ]


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([User(id=1, name="ed", age=10), Post(id=1, user_id=1), Post(id=2, user_id=1)])
        session.commit()
        filters = Filters()
        filters.add(User.id == Post.user_id)
        found = [
            filters.by_criterion(session),
            filters.by_column(session),
            filters.by_criteria(session),
            filters.by_keywords(session, key=Post.user_id),
            filters.by_arguments(session, User.id == Post.user_id),
            appended(session),
            combined(session),
            one_by_one(session),
            generated(session),
            mapped(session),
            by_name(session),
            of_metadata(session),
            through([Users()][0], session),
            *set_outside(session),
            *stored(session),
            *plain(session, 1),
        ]
        return [[user.id for user in users] for users in found]
