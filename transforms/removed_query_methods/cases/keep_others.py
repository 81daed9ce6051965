from django.db import models
from sqlalchemy import Column, Integer, String, insert, select
from sqlalchemy.orm import Session, declarative_base, with_polymorphic

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))


def use(session: Session, mapping: dict, queryset: models.QuerySet, table, index):
    session.query(User).with_for_update().all()
    session.query(User).with_for_update(nowait=True).all()
    query = session.query(User)
    query[0], query[2:5], query[index], query[:index]
    query.all()[-1]
    mapping.values()
    queryset.values("id", "name")
    insert(User).values(name="x")
    table.add_column("x")
    select(User.id).scalar_subquery()
    names = [1, 2]
    return with_polymorphic(User, "*"), names[-1], "text"[-1], queryset[-1]
