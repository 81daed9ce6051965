from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, or_, select
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship

Base = declarative_base()


class Customer(Base):
    __tablename__ = "customers"
    id = Column(Integer, primary_key=True)
    name = Column(String)
    kind = Column(String)
    status = Column(String)
    addresses = relationship("Address", order_by="Address.id")
    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "plain"}


class Business(Customer):
    __tablename__ = "businesses"
    id = Column(ForeignKey("customers.id"), primary_key=True)
    number = Column(String)
    __mapper_args__ = {"polymorphic_identity": "business"}


class Address(Base):
    __tablename__ = "addresses"
    id = Column(Integer, primary_key=True)
    customer_id = Column(ForeignKey("customers.id"))
    city = Column(String)


class Customers:
    def __init__(self, session: Session):
        self.session = session

    def search(self, text=None, status=None, city=None, business_only=False):
        if business_only:
            query = self.session.query(Business)
        else:
            query = self.session.query(Customer)
        if text:
            query = query.filter(or_(Customer.name.ilike(text), Customer.name.is_(None)))
        if status is not None:
            query = query.filter_by(status=status)
        if city:
            query = query.join(Customer.addresses).filter(Address.city == city)
        return query.order_by(Customer.name, Customer.id).all()

    def loaded(self, business_only):
        query = self.session.query(Business) if business_only else self.session.query(Customer)
        return query.order_by(Customer.id).all()

    # One gives objects, the other rows.
    def mixed(self, names):
        if names:
            query = self.session.query(Customer.name)
        else:
            query = self.session.query(Customer)
        return query.order_by(Customer.id).all()

    def again(self, city):
        customers = self.session.query(Customer)
        customers = customers.join(Customer.addresses)
        if city:
            customers = customers.filter(Address.city == city)
        total = customers.count()
        customers = customers.order_by(Customer.id).all()
        customers = [customer for customer in customers if customer.id != 2]
        return total, customers

    def without(self, city):
        found = self.session.query(Address.customer_id).filter(Address.city == city)
        found = found.subquery()
        found = select(found)
        return self.session.query(Customer).filter(Customer.id.in_(found)).order_by(Customer.id).all()

    def before(self, names):
        found = names or []
        seen = len(found)
        found = self.session.query(Customer).filter(Customer.name.in_(found))
        return seen, found.order_by(Customer.id).all()


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add_all(
        [
            Customer(id=1, name="a", status="new", addresses=[Address(city="x"), Address(city="x")]),
            Customer(id=2, name=None, addresses=[Address(city="x")]),
            Business(id=3, name="a", number="7", status="new", addresses=[Address(city="x"), Address(city="y")]),
            Business(id=4, name="b", number="8"),
        ]
    )
    session.commit()
    customers = Customers(session)
    found = []
    for business_only in (True, False):
        for arguments in [{}, {"text": "a"}, {"status": "new"}, {"city": "x"}, {"text": "A", "city": "x", "status": "new"}]:
            rows = customers.search(business_only=business_only, **arguments)
            found.append([(row.id, type(row).__name__) for row in rows])
        found.append([row.id for row in customers.loaded(business_only)])
    found.append([tuple(row) if names else row.id for names in (True, False) for row in customers.mixed(names)])
    for city in ("x", None):
        total, rows = customers.again(city)
        found.append([total, [row.id for row in rows]])
    found.append([row.id for row in customers.without("x")])
    seen, rows = customers.before(["a", "b"])
    found.append([seen, [row.id for row in rows]])
    return found
