from sqlalchemy import bindparam, create_engine, select, update
from sqlalchemy.orm import Session

from app.tables import users

engine = create_engine("sqlite://")
by_id = select(users).where(users.c.id == bindparam("id"))


def find(session: Session, client, values, x):
    kept = by_id.params(id=1)
    with engine.connect() as connection:
        connection.execute(kept)
        connection.execute(by_id.params(id=1), {"name": "a"})
        connection.execute(by_id.params(values))
        connection.execute(by_id.params(**values))
        connection.execute(
            by_id
            # the first
            .params(id=1)
        )
        connection.execute(select(by_id.params(id=1).subquery()))
    session.execute(by_id.params(id=1))
    client.execute(by_id.params(id=1))
    return client.params(id=1)
