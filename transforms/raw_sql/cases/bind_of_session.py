from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session, scoped_session, sessionmaker

engine = create_engine("sqlite://")
session = Session(engine)
Scoped = scoped_session(sessionmaker(bind=engine))


def through_bind():
    session.bind.execute("select 1")
    session.get_bind().execute(text("select 1"))
    bind = session.get_bind()
    rows = bind.execute("select 1").fetchall()
    Scoped.bind.execute("select 1")
    session.connection().execute(text("select 1"))
    bind.connect().close()
    return rows, bind.scalar("select 1")
