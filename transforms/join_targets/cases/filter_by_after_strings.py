from sqlalchemy import Column, ForeignKey, Integer, String, func
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()


class Org(Base):
    __tablename__ = "org"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    teams = relationship("Team", back_populates="org")


class Team(Base):
    __tablename__ = "team"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    org_id = Column(ForeignKey("org.id"))
    org = relationship("Org", back_populates="teams")


def refused(session: Session):
    session.query(Team).select_from(Org).join("teams").filter_by(name="a").all()
    return session.query(func.count(Team.id)).select_from(Org).outerjoin("teams").filter_by(name="a").scalar()


def perhaps(session: Session, name):
    query = session.query(Team).select_from(Org).join("teams")
    if name:
        query = query.filter_by(name=name)
    return query.all()


def joined(session: Session):
    session.query(Org).join("teams").filter_by(name="a").all()
    session.query(Team).select_from(Team).join("org").filter_by(name="a").all()
    return session.query(Team).select_from(Org).join("teams").filter(Team.name == "a").all()
