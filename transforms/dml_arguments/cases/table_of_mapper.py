from sqlalchemy import Column, Integer, event, inspect
from sqlalchemy.orm import declarative_base

Base = declarative_base()


class Node(Base):
    __tablename__ = "nodes"
    id = Column(Integer, primary_key=True)
    left = Column(Integer)


@event.listens_for(Node, "before_insert")
def make_room(mapper, connection, node):
    nodes = mapper.local_table
    connection.execute(nodes.update(nodes.c.left >= node.left).values(left=nodes.c.left + 2))


def clear(connection):
    connection.execute(inspect(Node).persist_selectable.delete(Node.id == 1))
