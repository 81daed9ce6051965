from sqlalchemy import JSON, Column, ForeignKey, Integer, String, TypeDecorator, case, create_engine, func, select
from sqlalchemy.orm import Session, aliased, declarative_base, relationship

Base = declarative_base()


class Upper(TypeDecorator):
    impl = String
    cache_ok = True

    def process_bind_param(self, value, dialect):
        return value.upper() if value else value


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(Upper)
    data = Column(JSON)
    parent_id = Column(ForeignKey("users.id"))
    parent = relationship("User", remote_side=[id])


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add_all(
        [
            User(id=1, name="a", data=None),
            User(id=2, name=None, data={"a": 1}, parent_id=1),
            User(id=3, name="", parent_id=2),
        ]
    )
    session.commit()
    manager = aliased(User)
    found = [
        session.execute(select(User.id).where(User.name == None)).all(),
        session.execute(select(User.id).where(User.name != None).order_by(User.id)).all(),
        session.execute(select(User.id).where(User.data == None).order_by(User.id)).all(),
        session.execute(select(User.id).where((User.name == None) & (User.parent_id != None))).all(),
        session.execute(
            select(User.id, manager.id).join(manager, User.parent_id == manager.id).where(manager.name == None)
        ).all(),
        session.execute(select(func.sum(case((User.name == None, 1), else_=0)))).scalar(),
        session.execute(select(User.id).where(User.__table__.c.name == None)).all(),
        session.execute(select(User.id).where(User.parent == None)).all(),
        str(select(User.id).where(~(User.name == None))),
    ]
    changed = session.query(User).filter(User.name == None).update({"name": "none"}, synchronize_session="evaluate")
    found.append(changed)
    return [[list(row) for row in rows] if isinstance(rows, list) else rows for rows in found]
