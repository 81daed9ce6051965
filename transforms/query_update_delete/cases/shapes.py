import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, Table
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, aliased

Base = declarative_base()

tags = Table("tags", Base.metadata, Column("post_id", Integer), Column("name", String(10)))


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    age = Column(Integer)


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    user_id = Column(Integer, ForeignKey("users.id"))


def delete(session: Session, key):
    session.query(Post).filter(Post.user_id == key).delete()
    session.query(User).get(key)


def layouts(session: Session, names, values):
    session.query(User).filter(User.id == 1).update({"age": 1})  # one
    session.query(User) \
        .filter(User.id == 1) \
        .update({"age": 1}, synchronize_session="fetch")
    count = (
        session.query(User)
        .filter(User.name.in_(names))  # those
        .filter_by(age=3)
        .update(
            {User.age: User.age + 1},
            synchronize_session=False,
        )
    )
    (
        session.query(User)
        .filter(User.name.in_(names))
        .delete(synchronize_session=False)
    )
    gone = (
        session.query(User)
        .filter(User.name.in_(names))
        # all
        .delete()
    )
    other = (session.query(User)
             .filter(User.name.in_(names))
             ).delete(synchronize_session=False)
    session.query(User).filter(
        User.name.in_(names),
    ).update(values, False)
    session.query(User).where(User.id == 1).update(values=dict(values, age=1), synchronize_session="evaluate")
    if session.query(User).delete():
        return count, gone, other
    return session.query(tags).filter(tags.c.post_id == 1).delete(False)


def extra(session: Session):
    session.query(User).update({"age": 1}, update_args={"mysql_limit": 10})
    session.query(User).update([("age", 1), ("name", "x")], update_args={"preserve_parameter_order": True})
    session.query(User).update({"age": 1}, "fetch", None)
    session.query(User).filter(User.id == Post.user_id).filter_by(name="x").update({"age": 1}, synchronize_session=False)


def variables(session: Session, name):
    query = session.query(User)
    if name:
        query = query.filter(User.name == name)
    else:
        query = query.filter_by(age=None)
    return query.update({"age": 0}, synchronize_session=False)


def branches(session: Session, old):
    gone = session.query(Post).filter(Post.user_id == 1)
    if old:
        gone = gone.filter(Post.id < 10)
    gone.delete(
        synchronize_session=False
    )


def refused(session: Session, options, key):
    session.query(User).order_by(User.id).delete()
    session.query(User).join(Post, Post.user_id == User.id).update({"age": 1})
    session.query(User).limit(3).delete(synchronize_session=False)
    session.query(User).populate_existing().delete()
    session.query(User.id).filter(User.id == 1).delete()
    session.query(aliased(User)).delete()
    session.query(User).update({"age": 1}, **options)
    session.query(User).update({"age": 1}, update_args=options)
    session.query(User).filter(Post.user_id == User.id).filter_by(**key).update({"age": 1}, False)
    session.query(User).filter_by(id=1).update({"age": 1}, synchronize_session=False, more=1)
    session.query(User).update(
        {"age": 1},
        # objects are not used any more
        synchronize_session=False,
    )


def read_too(session: Session):
    query = session.query(User).filter(User.id > 3)
    number = query.count()
    query.delete()
    return number


def both(session: Session):
    query = session.query(User).filter(User.id > 3)
    query.update({"age": 1})
    query.delete()


class Users:
    def __init__(self, session: Session):
        self.session = session

    def delete(self, key):
        return self.session.query(User).filter_by(id=key).delete()

    def update(self, key, **values):
        return self.session.query(User).filter_by(id=key).update(values)


def spaced(session: Session):
    session.query(User).filter(User.id == 1).update(values = {"age": 2}, synchronize_session = False)
    session.query(User).filter(User.id == 1).update(values=(
        {"age": 2}))
