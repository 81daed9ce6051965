from sqlalchemy import Column, Integer, create_engine, event, text
from sqlalchemy.orm import Session, declarative_base, mapper

Base = declarative_base()
engine = create_engine("sqlite://")
told = []


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    age = Column(Integer)


@event.listens_for(engine, "engine_connect")
def connected(connection, branch):
    if branch:
        return
    told.append(["connected", branch, connection.closed])


@event.listens_for(engine, "before_execute", retval=True)
def before(conn, clauseelement, multiparams, params):
    told.append(["before", str(clauseelement)[:6]])
    return clauseelement, multiparams, params


def after(conn, clauseelement, multiparams, params, result):
    told.append(["after", result.returns_rows])


@event.listens_for(Session, "after_bulk_update")
@event.listens_for(Session, "after_bulk_delete")
def bulk(session, query, query_context, result):
    told.append([type(session).__name__, result.rowcount, query_context, len(query.column_descriptions)])


class Watch:
    def start(self):
        event.listen(engine, "after_execute", self.after)

    def after(self, conn, clauseelement, multiparams, params, result):
        told.append(["watch", result.returns_rows])


def inited(target, args, kwargs):
    told.append(["init", kwargs])


event.listen(engine, "after_execute", after)
event.listen(mapper, "init", inited)


def observe():
    Watch().start()
    Base.metadata.create_all(engine)
    del told[:]
    session = Session(engine)
    session.add_all([User(id=1), User(id=2)])
    session.commit()
    session.query(User).update({"age": 1})
    session.query(User).filter(User.id == 1).delete()
    session.commit()
    session.close()
    return told
