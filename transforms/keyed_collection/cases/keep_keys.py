from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import backref, declarative_base, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()


class Club(Base):
    __tablename__ = "clubs"

    id = Column(Integer, primary_key=True)
    rooms = relationship("Room", back_populates="club", collection_class=attribute_mapped_collection("number"))


class Membership(Base):
    __tablename__ = "memberships"

    id = Column(Integer, primary_key=True)
    club_id = Column(ForeignKey("clubs.id"))
    role = Column(String(20))
    club = relationship(
        "Club", backref=backref("memberships", collection_class=attribute_mapped_collection("role"))
    )


class Room(Base):
    __tablename__ = "rooms"

    id = Column(Integer, primary_key=True)
    club_id = Column(ForeignKey("clubs.id"))
    number = Column(Integer)
    club = relationship("Club", back_populates="rooms")

    def __init__(self, club, number):
        self.club = club
        self.number = number


class Locker(Room):
    def __init__(self, club, number):
        self.number = number
        self.club = club


def make(club, values):
    Membership(club=club, role="treasurer")
    Membership(club=club)
    Membership(role="treasurer", club=club)
    Membership(club=None, role="treasurer")
    Membership(club=club, **values)
    Membership(role="treasurer")
    Room(club=club, number=1)
    Club(rooms={})
