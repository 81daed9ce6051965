from sqlalchemy import Column, ForeignKey, Integer, Table, create_engine
from sqlalchemy.orm import Session, declarative_base, relationship

Base = declarative_base()

friends = Table(
    "friends",
    Base.metadata,
    Column("left_id", ForeignKey("person.id")),
    Column("right_id", ForeignKey("person.id")),
)
admirers = Table(
    "admirers",
    Base.metadata,
    Column("left_id", ForeignKey("person.id")),
    Column("right_id", ForeignKey("person.id")),
)


class Person(Base):
    __tablename__ = "person"
    id = Column(Integer, primary_key=True)
    # The name of the table means the attribute from here on.
    friends = relationship(
        "Person",
        secondary=friends,
        primaryjoin=id == friends.c.left_id,
        secondaryjoin=id == friends.c.right_id,
        backref="friend_of",
    )
    admired = relationship(
        "Person",
        secondary=admirers,
        primaryjoin=id == admirers.c.left_id,
        secondaryjoin=id == admirers.c.right_id,
        backref="admirers",
    )


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    one, two = Person(id=1), Person(id=2)
    one.friends.append(two)
    two.admired.append(one)
    session.add(one)
    session.commit()
    return [
        [person.id for person in two.friend_of],
        [person.id for person in one.friend_of],
        [person.id for person in one.admirers],
        [person.id for person in two.admirers],
    ]
