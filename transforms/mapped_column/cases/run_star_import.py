from sqlalchemy import *
from sqlalchemy.orm import Session, declarative_base

Base = declarative_base()


class Tag(Base):
    __tablename__ = "tags"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        session.add(Tag(name="a"))
        session.add(Tag())
        session.commit()
        return [tag.name for tag in session.query(Tag).order_by(Tag.id)]
