"""The class behind a proxy stands in another file."""
from sqlalchemy import create_engine
from sqlalchemy.orm import Session

from base import Base
from group import Group, Link
from user import User


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        link = Link(user=User(id=1), group=Group(id=2))
        session.add(link)
        session.commit()
        link.user.main = link
        session.commit()
        return [
            [user.id for user in link.group.users],
            [group.id for group in link.user.groups],
            list(link.group.names),
            link.user.main_group.id,
        ]
