from sqlalchemy import *
from sqlalchemy.orm import aliased, backref, composite, joinedload, mapper, relationship, sessionmaker
from sqlalchemy.orm.collections import attribute_mapped_collection
from sqlalchemy.pool import StaticPool

metadata = MetaData()


class Base(object):
    def __init__(self, **kw):
        for k, v in kw.items():
            setattr(self, k, v)


class User(Base):
    kind = "user"
    rank = None

    @property
    def mail(self):
        return "x@y"


class Addr(Base):
    pass


class Both(Base):
    pass


class Counted(Base):
    pass


class Node(Base):
    pass


class Point(object):
    def __init__(self, x, y):
        self.x, self.y = x, y

    def __composite_values__(self):
        return self.x, self.y

    def __eq__(self, other):
        return other is not None and (other.x, other.y) == (self.x, self.y)

    def __ne__(self, other):
        return not self == other


class Place(Base):
    pass


class Employee(Base):
    pass


class Manager(Employee):
    pass


class Engineer(Employee):
    pass


def make(metadata):
    users = Table("u", metadata, Column("id", Integer, primary_key=True), Column("name", String(10)), Column("kind", String(10)),
        Column("rank", Integer), Column("mail", String(10)), Column("extra", String(10)))
    addrs = Table("a", metadata, Column("id", Integer, primary_key=True), Column("user_id", Integer), Column("mail", String(10)), Column("label", String(5)))
    nodes = Table("n", metadata, Column("id", Integer, primary_key=True), Column("parent_id", ForeignKey("n.id")), Column("name", String(10)))
    places = Table("p", metadata, Column("id", Integer, primary_key=True), Column("x", Integer), Column("y", Integer))
    employees = Table("e", metadata, Column("id", Integer, primary_key=True), Column("name", String(10)), Column("type", String(10)), Column("boss_id", ForeignKey("e.id")))
    managers = Table("m", metadata, Column("id", ForeignKey("e.id"), primary_key=True), Column("title", String(10)))
    engineers = Table("g", metadata, Column("id", ForeignKey("e.id"), primary_key=True), Column("tool", String(10)))
    mapper(Addr, addrs, column_prefix="_", properties=dict(user=relationship(
        User, primaryjoin=users.c.id == foreign_key(addrs), foreign_keys=[addrs.c.user_id],
        backref=backref("addrs", collection_class=attribute_mapped_collection("_label")))))
    mapper(User, users, exclude_properties=["extra"])
    mapper(Both, users.join(addrs, addrs.c.user_id == users.c.id), properties={"id": users.c.id, "aid": addrs.c.id, "mail": addrs.c.mail, "umail": users.c.mail})
    counted = select([users.c.id, users.c.name, func.count(addrs.c.id).label("n")]).select_from(users.outerjoin(addrs, addrs.c.user_id == users.c.id)).group_by(users.c.id, users.c.name).alias("counted")
    mapper(Counted, counted, primary_key=[counted.c.id])
    mapper(Node, nodes, properties={"kids": relationship(Node, backref=backref("parent", remote_side=[nodes.c.id]), order_by=nodes.c.id)})
    mapper(Place, places, properties={"at": composite(Point, places.c.x, places.c.y)})
    m = mapper(Employee, employees, polymorphic_on=employees.c.type, polymorphic_identity="e", with_polymorphic="*",
        properties={"minions": relationship(Employee, backref=backref("boss", remote_side=employees.c.id))})
    mapper(Manager, managers, inherits=m, polymorphic_identity="m")
    mapper(Engineer, engineers, inherits=Employee, polymorphic_identity="g")


def foreign_key(addrs):
    return addrs.c.user_id


def observe():
    make(metadata)
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    session = sessionmaker(bind=engine)()
    u1, u2 = User(name="a"), User(name="b", rank=3)
    u1.addrs["w"] = Addr(_mail="m1", _label="w")
    u1.addrs["h"] = Addr(_mail="m2", _label="h")
    session.add_all([u1, u2])
    root = Node(name="root", kids=[Node(name="k1", kids=[Node(name="k3")]), Node(name="k2")])
    session.add(root)
    session.add(Place(at=Point(1, 2)))
    boss = Manager(name="boss", title="t", minions=[Engineer(name="e1", tool="x"), Employee(name="e2")])
    session.add(boss)
    session.commit()
    session.expunge_all()
    seen = {}
    seen["addr"] = [(a._mail, a.user.name) for a in session.query(Addr).options(joinedload("user")).order_by(Addr._mail)]
    seen["users"] = [(u.name, u.kind, u.rank, u.mail, sorted(u.addrs)) for u in session.query(User).order_by(User.id).all()]
    seen["rank"] = [u.name for u in session.query(User).filter(User.rank == 3)]
    seen["by"] = session.query(User).filter_by(rank=None).one().name
    seen["both"] = [(b.name, b.mail, b.umail) for b in session.query(Both).order_by(Both.aid).all()]
    seen["counted"] = [(c.name, c.n) for c in session.query(Counted).order_by("name").all()]
    seen["get"] = [session.query(Counted).get(1).n, session.query(Node).get(1).name]
    parent = aliased(Node)
    seen["alias"] = [n.name for n in session.query(Node).join(parent, "parent").filter(parent.name == "root").order_by(Node.name)]
    seen["place"] = session.query(Place).filter(Place.at == Point(1, 2)).count()
    seen["emp"] = [(type(e).__name__, e.name, e.boss and e.boss.name) for e in session.query(Employee).order_by(Employee.id)]
    seen["boss"] = [(e.name, [x.name for x in e.minions]) for e in session.query(Manager).options(joinedload("minions"))]
    seen["n"] = session.query(User).filter(User.name.in_(["a", "b"])).update({"rank": 7}, synchronize_session=False)
    seen["m"] = session.query(User).filter(User.addrs.any()).count()
    seen["c"] = session.query(User.name, func.count(Addr._id)).outerjoin("addrs").group_by(User.name).order_by(User.name).all()
    seen["c"] = [tuple(r) for r in seen["c"]]
    return seen
