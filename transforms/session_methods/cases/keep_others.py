import requests
from cassandra.cluster import Cluster
from sqlalchemy import create_engine, text
from sqlalchemy.orm import Session


def same(session: Session, user):
    session.execute(text("select 1"), {"a": 1})
    session.execute(text("select 1"), params={}, execution_options={}, bind_arguments={})
    session.scalar(text("select 1"))
    session.connection(execution_options={})
    session.connection()
    session.merge(user)
    session.merge(user, load=False)
    session.get(type(user), 1)
    session.get_bind()
    session.refresh(user, ["name"], True)
    session.is_modified(user, False)
    session.flush()


def look_alikes(session, s, connection):
    session.execute("select 1", 1, 2, trace=True)
    session.get("https://localhost", "a", "b")
    session.flush([1])
    session.prune()
    s.merge(1, "left")
    requests.Session().get("https://localhost", 1, 2)
    Cluster().connect().execute("select", {}, 3)
    create_engine("sqlite://").connect().execute(text("select 1"), mapper=1)
