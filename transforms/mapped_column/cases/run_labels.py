"""A MappedColumn has SQL's operators, but cannot be labelled: its Column can."""
from sqlalchemy import Column, Integer, String, create_engine, func, select
from sqlalchemy.orm import Session, column_property, declarative_base, declared_attr

Base = declarative_base()


class Measured:
    width = Column(Integer, nullable=False)

    @declared_attr
    def twice(cls):
        return column_property((cls.width * 2).label("twice"))


class Node(Measured, Base):
    __tablename__ = "node"

    id = Column(Integer, primary_key=True)
    path = Column(String(50), nullable=False)
    size = column_property(func.length(path).label("size"))
    lengths = select(id.label("key"), func.length(path).label("length")).subquery()
    names = [id.label("x").name, (id + 1).label("y").name]


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add_all([Node(path="a/b", width=2), Node(path="a", width=3)])
        session.commit()
        rows = [[node.size, node.twice] for node in session.query(Node).order_by(Node.id)]
        inner = [list(row) for row in session.execute(select(Node.lengths.c.key, Node.lengths.c.length))]
    return [rows, sorted(inner), Node.names]
