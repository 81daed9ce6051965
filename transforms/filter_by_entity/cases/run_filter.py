from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, select
from sqlalchemy.orm import Session, aliased, declarative_base, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    addresses = relationship("Address", back_populates="user")


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    user_id = Column(ForeignKey("users.id"))
    user = relationship("User", back_populates="addresses")


engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})


def observe():
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(User(id=1, name="x", addresses=[Address(id=3, name="y"), Address(id=2)]))
        session.add(User(id=2, name="y", addresses=[Address(id=1, name="x")]))
        session.commit()
        aa = aliased(Address)
        statements = [
            select(User.id, Address.id).join(User.addresses).filter_by(id=1),
            select(User.id, Address.id).join(User.addresses).filter_by(id=3, name="y"),
            select(User.id, Address.id).join(User.addresses).filter_by(name=None),
            select(User.id).join(aa, User.addresses).filter_by(name="x"),
            select(User.id, Address.id).where(User.id == Address.user_id).filter_by(name="x").order_by(Address.id),
            select(Address.id).select_from(User).join(User.addresses).filter_by(id=1),
        ]
        return [[list(row) for row in session.execute(statement)] for statement in statements]
