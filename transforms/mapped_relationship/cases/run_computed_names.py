"""Tables whose names a base computes of those of the classes."""
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, configure_mappers, declarative_base, declared_attr, relationship


class Named:
    @declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()

    id = Column(Integer, primary_key=True)


Base = declarative_base(cls=Named)
Plain = declarative_base()


class Account(Base):
    owner_id = Column(ForeignKey("account.id"))
    owner = relationship("Account", remote_side="Account.id", back_populates="below")
    below = relationship("Account", back_populates="owner")
    bills = relationship("Bill", back_populates="account")


class Bill(Base):
    __tablename__ = "bills"
    account_id = Column(ForeignKey("account.id"), nullable=False)
    account = relationship(Account, back_populates="bills")
    lines = relationship("BillLine", back_populates="bill", collection_class=set)


class BillLine(Base):
    bill_id = Column(ForeignKey("bills.id"))
    bill = relationship(Bill, back_populates="lines")


class Prefixed:
    @declared_attr
    def __tablename__(cls):
        return "app_%s" % cls.__name__.upper()


class Suffixed:
    @declared_attr
    def __tablename__(cls):
        return f"{cls.__name__.lower()}" + "s"


class Formatted:
    @declared_attr
    def __tablename__(cls) -> str:
        return "t_{}".format(cls.__name__)


class City(Prefixed, Plain):
    id = Column(Integer, primary_key=True)
    streets = relationship("Street")


class Street(Suffixed, Plain):
    id = Column(Integer, primary_key=True)
    city_id = Column(ForeignKey("app_CITY.id"))
    houses = relationship("House", back_populates="street")
    twice = relationship("House", viewonly=True)
    twice = relationship("House", viewonly=True)


class House(Formatted, Plain):
    id = Column(Integer, primary_key=True)
    street_id = Column(ForeignKey("streets.id"), nullable=False)
    street = relationship("Street", back_populates="houses")


def observe():
    configure_mappers()
    engine = create_engine("sqlite://")
    seen = []
    for base in (Base, Plain):
        base.metadata.create_all(engine)
        seen.append(sorted(base.metadata.tables))
        for mapper in sorted(base.registry.mappers, key=lambda m: m.class_.__name__):
            for rel in sorted(mapper.relationships, key=lambda r: r.key):
                seen.append([mapper.class_.__name__, rel.key, rel.direction.name, rel.uselist])
    with Session(engine) as session:
        account = Account(owner=Account())
        account.bills.append(Bill(lines={BillLine()}))
        session.add(account)
        session.commit()
        seen.append([len(account.owner.below), account.bills[0].account.id, len(account.bills[0].lines)])
    return seen
