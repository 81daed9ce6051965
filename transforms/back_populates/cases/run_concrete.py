from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext.declarative import AbstractConcreteBase, ConcreteBase, declarative_base
from sqlalchemy.orm import Session, configure_mappers, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()


class Company(Base):
    __tablename__ = "companies"
    id = Column(Integer, primary_key=True)
    workers = relationship("Worker", back_populates="company")


class Worker(ConcreteBase, Base):
    __tablename__ = "workers"
    id = Column(Integer, primary_key=True)
    name = Column(String(50), nullable=False)
    company_id = Column(ForeignKey("companies.id"))
    company = relationship("Company", back_populates="workers")
    __mapper_args__ = {"polymorphic_identity": "worker", "concrete": True}


class Boss(Worker):
    __tablename__ = "bosses"
    id = Column(Integer, primary_key=True)
    name = Column(String(50))
    golf = Column(Integer, nullable=False)
    company_id = Column(ForeignKey("companies.id"))
    company = relationship("Company")
    __mapper_args__ = {"polymorphic_identity": "boss", "concrete": True}


class Shape(AbstractConcreteBase, Base):
    id = Column(Integer, primary_key=True)
    colour = Column(String(5))


class Circle(Shape):
    __tablename__ = "circles"
    id = Column(Integer, primary_key=True)
    colour = Column(String(5))
    radius = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "circle", "concrete": True}


class Square(Shape):
    __tablename__ = "squares"
    id = Column(Integer, primary_key=True)
    colour = Column(String(5))
    side = Column(Integer, nullable=False)
    owner_id = Column(ForeignKey("companies.id"), nullable=False)
    owner = relationship(Company, backref="squares")
    __mapper_args__ = {"polymorphic_identity": "square", "concrete": True}


def observe():
    configure_mappers()
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    session = Session(engine)
    acme = Company(workers=[Worker(name="w")])
    session.add_all([acme, Boss(name="b", golf=1, company=acme), Circle(colour="red", radius=2), Square(colour="blue", side=3, owner=acme)])
    session.commit()
    seen = {}
    seen["workers"] = sorted((type(w).__name__, w.name) for w in session.query(Worker).all())
    seen["bosses"] = [b.company.id for b in session.query(Boss).filter_by(golf=1)]
    seen["shapes"] = sorted((type(s).__name__, s.colour) for s in session.query(Shape).all())
    seen["count"] = session.query(Shape).filter(Shape.colour == "red").count()
    seen["squares"] = [s.side for s in acme.squares]
    seen["join"] = session.query(Square).join("owner").count()
    return seen
