from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine, text
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.ext.hybrid import hybrid_property
from sqlalchemy.orm import Session, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()

marks = Table("marks", Base.metadata, Column("id", Integer, primary_key=True), Column("note", String(10)))


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    title = Column("ttl", String(20))
    age = Column(Integer)
    posts = relationship("Post")

    @hybrid_property
    def years(self):
        return self.age

    @years.expression
    def years(cls):
        return cls.age

    @years.update_expression
    def years(cls, value):
        return [(cls.age, value + 100)]


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    title = Column(String(20))
    user_id = Column(Integer, ForeignKey("users.id"))


class Animal(Base):
    __tablename__ = "animals"
    id = Column(Integer, primary_key=True)
    kind = Column(String(10))
    name = Column(String(10))
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "animal"}


class Cat(Animal):
    __mapper_args__ = {"polymorphic_identity": "cat"}


class Dog(Animal):
    __tablename__ = "dogs"
    id = Column(Integer, ForeignKey("animals.id"), primary_key=True)
    size = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "dog"}


def prepared():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([User(id=i, title="t%d" % (i % 3), age=i if i != 4 else None) for i in range(1, 7)])
        session.add_all([Post(id=i, title="t%d" % (i % 3), user_id=i // 2) for i in range(1, 9)])
        session.add_all([Animal(id=1, name="a"), Cat(id=2, name="a"), Cat(id=3, name="b"), Dog(id=4, name="a", size=1)])
        session.add_all([Dog(id=5, name="b", size=2)])
        session.execute(marks.insert(), [{"id": 1, "note": "x"}, {"id": 2, "note": "y"}, {"id": 3, "note": "x"}])
        session.commit()
    return engine


TABLES = ["users", "posts", "animals", "dogs", "marks"]


def rows(engine):
    with engine.connect() as other:
        return {table: [list(row) for row in other.execute(text("select * from %s order by id" % table))] for table in TABLES}


def loaded(session):
    return sorted((type(o).__name__, o.id, sorted(k for k in o.__dict__ if k[0] != "_")) for o in session.identity_map.values())


def by_name(session: Session):
    count = session.query(User).filter(User.id > 4).update({"title": "z", User.age: User.age + 1})
    return count, session.query(User).filter_by(title="z", id=99).update({"title": "no"})


def by_hybrid(session: Session):
    return session.query(User).filter(User.years < 3).update({User.years: 5}, synchronize_session=False)


def by_variable(session: Session, **values):
    user = session.get(User, 2)
    count = session.query(User).filter_by(id=2).update(values)
    return count, user.title, user.age


def fetched(session: Session):
    users = session.query(User).order_by(User.id).all()
    count = (
        session.query(User)
        .filter(User.id.in_(session.query(Post.user_id).filter(Post.title == "t1")))
        .update(
            {User.age: 50},
            synchronize_session="fetch",
        )
    )
    return count, [user.age for user in users], loaded(session)


def evaluated(session: Session):
    users = session.query(User).order_by(User.id).all()
    session.query(User).filter(User.age > 3, User.title != "t0").update({"age": 0, "title": "old"}, "evaluate")
    return [(user.age, user.title) for user in users], loaded(session)


def stale(session: Session):
    users = session.query(User).order_by(User.id).all()
    session.query(User).filter(User.age > 3).update({"age": 0}, False)
    return [user.age for user in users], loaded(session)


def flushed_first(session: Session):
    session.add(User(id=10, title="new", age=80))
    session.query(User).filter(User.age > 70).update({"age": 90})
    session.get(User, 3).age = 91
    return session.query(User).filter(User.age > 85).delete()


def forgotten(session: Session):
    users = session.query(User).all()
    count = session.query(User).filter(User.id < 3).delete()
    return count, loaded(session), [user in session for user in users]


def all_of_them(session: Session):
    return session.query(Post).delete(), session.query(Post).delete(synchronize_session=False)


def only_cats(session: Session):
    return session.query(Cat).filter(Cat.name == "a").update({"name": "c"}), session.query(Cat).delete()


def joined(session: Session):
    return session.query(Dog).filter_by(size=1).update({"size": 9}), session.query(Dog).filter_by(id=5).delete("fetch")


def of_several(session: Session):
    exists = session.query(Post).filter(Post.user_id == User.id, Post.title == "t1").exists()
    return session.query(User).filter(exists).filter_by(title="t0").delete(synchronize_session=False)


def of_table(session: Session):
    return session.query(marks).filter(marks.c.note == "x").update({"note": "w"}, synchronize_session=False), (
        session.query(marks).filter(marks.c.id == 2).delete(synchronize_session=False)
    )


def kept(session: Session, title=None, old=False):
    query = session.query(User)
    if title:
        query = query.filter(User.title == title)
    if old:
        query = query.filter(User.age > 2)
    count = query.update({"age": 7}, synchronize_session=False)
    gone = session.query(User).filter(User.age == 7)
    gone = gone.filter_by(title="t1")
    return count, gone.delete()


def ordered(session: Session):
    return session.query(User).filter(User.id < 4).update(
        [(User.title, "o"), (User.age, User.age * 2)], update_args={"preserve_parameter_order": True}
    )


def undone(session: Session):
    session.query(User).delete()
    session.rollback()
    return session.query(User).count()


def nothing(session: Session):
    return session.query(User).filter(User.id == 77).update({"age": 1}), session.query(User).filter(User.id == 77).delete()


def many(session: Session):
    return [session.query(User).filter(User.id == key).update({"age": key * 2}) for key in (1, 2, 9)]


CALLS = [by_name, by_hybrid, fetched, evaluated, stale, flushed_first, forgotten, all_of_them, only_cats, joined, of_several]
CALLS += [of_table, ordered, undone, nothing, many, kept]


def observe():
    seen = []
    calls = [(call, {}) for call in CALLS]
    calls += [(kept, {"title": "t1"}), (kept, {"title": "t2", "old": True}), (by_variable, {"title": "q", "age": 3})]
    for call, values in calls:
        engine = prepared()
        with Session(engine) as session:
            seen.append([call.__name__, call(session, **values)])
            session.commit()
        seen.append(rows(engine))
    return seen
