"""Tables made elsewhere, `foreign()` and `remote()`, conditions and concrete classes: the direction is what it was."""
from sqlalchemy import Column, ForeignKey, Integer, String, Table, func
from sqlalchemy.orm import configure_mappers, declarative_base, foreign, relationship, remote

Base = declarative_base()
metadata = Base.metadata

users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
posts = Table("posts", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer, ForeignKey("users.id")), Column("editor_id", ForeignKey("users.id"), nullable=False))
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer, ForeignKey(users.c.id), nullable=False))


class User(Base):
    __table__ = users


class Post(Base):
    __table__ = posts
    user = relationship(User, primaryjoin=posts.c.user_id == users.c.id, backref="posts")
    editor = relationship(User, foreign_keys=[posts.c.editor_id], backref="edited")


class Note(Base):
    __table__ = notes
    user = relationship(User, backref="notes")
    users2 = relationship(User, viewonly=True)


class Tag(Base):
    __table__ = Table("tags", metadata, Column("id", Integer, primary_key=True), Column("note_id", ForeignKey("notes.id")))
    note = relationship(Note, backref="tags")


class Node(Base):
    __tablename__ = "nodes"
    id = Column(Integer, primary_key=True)
    path = Column(String)
    parent_id = Column(ForeignKey("nodes.id"))
    ancestors = relationship("Node", viewonly=True, primaryjoin=remote(foreign(path)).like(path + "%"))
    kids = relationship("Node", primaryjoin=id == remote(foreign(parent_id)), viewonly=True)
    parent = relationship("Node", primaryjoin=remote(id) == foreign(parent_id), viewonly=True)
    kids2 = relationship("Node", primaryjoin="Node.id == remote(foreign(Node.parent_id))", viewonly=True)
    kids3 = relationship("Node", primaryjoin=lambda: Node.id == remote(foreign(Node.parent_id)), viewonly=True)


class Host(Base):
    __tablename__ = "hosts"
    id = Column(Integer, primary_key=True)
    ip = Column(String)
    parents = relationship("Entry", primaryjoin=lambda: foreign(Entry.ip) == Host.ip, viewonly=True)
    e2 = relationship("Entry", primaryjoin="Host.ip == remote(Entry.ip)", foreign_keys="Entry.ip", viewonly=True)
    e3 = relationship("Entry", primaryjoin="Host.ip == foreign(Entry.ip)", backref="h3")
    e4 = relationship("Entry", primaryjoin="Host.ip == remote(foreign(Entry.ip))", backref="h4")
    e5 = relationship("Entry", primaryjoin="and_(Host.ip == foreign(Entry.ip), func.length(foreign(Entry.ip)) > 3)", viewonly=True)


class Entry(Base):
    __tablename__ = "entries"
    id = Column(Integer, primary_key=True)
    ip = Column(String)
    host = relationship(Host, primaryjoin=foreign(ip) == Host.ip, viewonly=True)
    host2 = relationship(Host, primaryjoin=foreign(ip) == remote(Host.ip), viewonly=True)
    if True:
        host3 = relationship(Host, primaryjoin=foreign(ip) == remote(Host.ip), viewonly=True)
        extra = Column(Integer)
        host4_id = Column(ForeignKey("hosts.id"))
        host4 = relationship(Host, backref="entries4")


class Address:
    id = Column(Integer, primary_key=True)


made = type("Made", (Address, Base), {
    "__tablename__": "made",
    "host_id": Column(ForeignKey("hosts.id")),
    "host": relationship(Host, backref="mades"),
    "host2": relationship("Host", viewonly=True),
})
made2 = type("Made2", (Base,), dict(
    __tablename__="made2",
    id=Column(Integer, primary_key=True),
    host_id=Column(ForeignKey("hosts.id")),
    host=relationship("Host"),
))


class Company(Base):
    __tablename__ = "company"
    id = Column(Integer, primary_key=True)
    employees = relationship("Employee", back_populates="company")
    managers = relationship("Manager", back_populates="company")


class Employee(Base):
    __tablename__ = "employee"
    id = Column(Integer, primary_key=True)
    company_id = Column(ForeignKey("company.id"))
    company = relationship("Company", back_populates="employees")


class Manager(Employee):
    __tablename__ = "manager"
    id = Column(Integer, primary_key=True)
    company_id = Column(ForeignKey("company.id"), nullable=False)
    company = relationship("Company", back_populates="managers")
    __mapper_args__ = {"concrete": True}


def observe():
    configure_mappers()
    return sorted(
        [mapper.class_.__name__, rel.key, rel.direction.name, rel.uselist, rel.viewonly]
        for mapper in Base.registry.mappers
        for rel in mapper.relationships
    )
