from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, func
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    active = Column(Integer)
    posts = relationship("Post", back_populates="user", order_by="Post.id")

    @staticmethod
    def _named(session, name):
        return session.query(User).filter(User.name == name)

    def twins(self, session):
        return self._named(session, self.name).filter(User.id != self.id).order_by(User.id).all()


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String)
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="posts")


def _active(session: Session):
    return session.query(User).filter(User.active == 1)


def active_users(session: Session):
    return _active(session).order_by(User.id).all()


def active_count(db: Session):
    return _active(session=db).count()


def first_active(db: Session, named=None):
    found = _active(db)
    if named is not None:
        found = found.filter_by(name=named)
    total = found.count()
    return total, found.order_by(User.id.desc()).first()


def each_active(session: Session):
    return [user.id for user in _active(session).order_by(User.id)]


def posts_of_active(session: Session):
    return session.query(Post).filter(Post.user_id.in_(_active(session).with_entities(User.id))).order_by(Post.id).all()


def _with_posts(session: Session, title):
    users = session.query(User).join(User.posts)
    if title:
        users = users.filter(Post.title == title)
    return users.options(joinedload(User.posts))


def with_posts(session: Session, title=None):
    return [[user.id, len(user.posts)] for user in _with_posts(session, title).order_by(User.id)]


def number_with_posts(session: Session):
    return _with_posts(session, None).count(), _with_posts(session, "a").first().id


def _sizes(session: Session):
    return session.query(User.name, func.count(Post.id).label("posts")).outerjoin(User.posts).group_by(User.name)


def sizes(session: Session):
    rows = _sizes(session).order_by(User.name).all()
    return [[row.name, row.posts] for row in rows]


def big(session: Session):
    return [list(row) for row in _sizes(session).having(func.count(Post.id) > 1)]


class Repository:
    def __init__(self, session: Session):
        self.session = session

    def _base(self, key=None):
        query = self.session.query(Post)
        if key is not None:
            query = query.filter(Post.user_id == key)
        return query

    def all(self):
        return self._base().order_by(Post.id).all()

    def page(self, key, number, size=2):
        posts = self._base(key).order_by(Post.id)
        return posts.count(), posts.limit(size).offset(number * size).all()

    def one(self, key):
        return self._base().filter_by(id=key).one_or_none()


# These stay, each for its reason.
def _several(session: Session, flag):
    if flag:
        return None
    return session.query(User)


def several(session: Session):
    found = _several(session, False)
    return found.count() if found else 0


def _changed(session: Session):
    return session.query(Post)


def changed(session: Session):
    return _changed(session).filter(Post.id == 3).update({"title": "z"}, synchronize_session=False)


def _outer(session: Session):
    return _inner(session).filter(User.id > 1)


def _inner(session: Session):
    return session.query(User)


def nested(session: Session):
    return _outer(session).count()


class Swapping:
    def __init__(self, session: Session):
        self.session = session

    def _base(self):
        return self.session.query(User)

    def swap(self, other):
        users = self._base()
        self.session = other
        return users.count()


class Common:
    def __init__(self, session: Session):
        self.session = session

    def _users(self):
        return self.session.query(User)

    def number(self):
        return self._users().count()


class Narrow(Common):
    def _users(self):
        return self.session.query(User).filter(User.active == 1)


class Counting:
    def counted(self):
        return self._counted().count()


class Counted(Counting):
    def __init__(self, session: Session):
        self.session = session

    def _counted(self):
        return self.session.query(Post)

    def both(self):
        return [self._counted().first().id, self.counted()]


def swapped(session: Session):
    return [Counted(session).both(), Swapping(session).swap(None), Common(session).number(), Narrow(session).number()]


def _shadowed(session: Session):
    return session.query(Post)


def shadowed(session: Session, func=max):
    return func(_shadowed(session).count(), 2)


def _given(session: Session):
    return session.query(User)


def given(session: Session, finders=(_given,)):
    return [find(session).count() for find in finders]


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add_all(
        [
            User(id=1, name="a", active=1, posts=[Post(id=1, title="a"), Post(id=2, title="a")]),
            User(id=2, name="a", active=1),
            User(id=3, name="b", active=0, posts=[Post(id=3, title="a"), Post(id=4, title="b")]),
            User(id=4, name=None, active=1, posts=[Post(id=5, title="b")]),
        ]
    )
    session.commit()
    repository = Repository(session)
    total, first = first_active(session)
    named, second = first_active(session, "a")
    count, page = repository.page(1, 0)
    return [
        [user.id for user in active_users(session)],
        active_count(session),
        [total, first.id, named, second.id],
        each_active(session),
        [post.id for post in posts_of_active(session)],
        with_posts(session),
        with_posts(session, "a"),
        list(number_with_posts(session)),
        sizes(session),
        big(session),
        [post.id for post in repository.all()],
        [count, [post.id for post in page]],
        repository.one(3).title,
        repository.one(9),
        [user.id for user in session.get(User, 1).twins(session)],
        several(session),
        changed(session),
        nested(session),
        given(session),
        swapped(session),
        shadowed(session),
    ]
