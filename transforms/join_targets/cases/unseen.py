from sqlalchemy import Column, ForeignKey, Integer
from sqlalchemy.orm import Query, Session, declarative_base, relationship

Base = declarative_base()


class A(Base):
    __tablename__ = "a"
    id = Column(Integer, primary_key=True)
    bs = relationship("B")


class B(Base):
    __tablename__ = "b"
    id = Column(Integer, primary_key=True)
    a_id = Column(Integer, ForeignKey("a.id"))


class Mine(Query):
    def join(self, *args, **kwargs):
        return super().join(*args, **kwargs)


def by_parameter(session: Session, rel):
    return session.query(A).outerjoin(rel).all()


def by_default(session: Session, rel="bs"):
    return session.query(A).join(rel).all()


def run(session: Session):
    return by_parameter(session, "bs")


def by_getattr(session: Session):
    query = session.query(A)
    return getattr(query, "join")("bs").all()


def by_loop(session: Session):
    names = ["bs"]
    query = session.query(A)
    for name in names:
        query = query.join(name)
    return query.join(*names)


class Listing:
    def __init__(self, session: Session):
        self.q = session.query(A)

    def narrow(self):
        self.q = self.q.join("bs")
        return self


def own(session: Session):
    return Mine(A, session=session).join("bs").all()


QUERIES = {"a": lambda s: s.query(A)}


def stored(session: Session, kind):
    q = QUERIES[kind](session)
    return q.join("bs").all()


def default(session: Session, query=None):
    query = query or session.query(A)
    query = query.join("bs")
    return query.all()


def look_alikes(path, words, frame, sep, session: Session):
    path.join("a")
    "bs".join(words)
    ", ".join("bs")
    sep.join(words)
    frame.join(words, "bs")
    getattr(path, "join")("bs")
    for relation in (A.bs,):
        session.query(A).join(relation)
