# settings: unsafe
"""The columns of mixins and bases stay where they were in their tables."""
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine, text
from sqlalchemy.orm import declarative_base, declared_attr, deferred

Base = declarative_base()


class Tagged:
    tag = Column(String(10))


class Stamped(Tagged):
    created = Column(Integer, default=1)

    @declared_attr
    def author_id(cls):
        return Column(ForeignKey("author.id"))

    changed = Column(Integer)


class Named:
    name = Column(String(20), nullable=False)
    rank = Column(Integer)


class Author(Named, Base):
    __tablename__ = "author"

    id = Column(Integer, primary_key=True)


class Model(Base):
    __abstract__ = True

    id = Column(Integer, primary_key=True)


# Found first by 2.x: what was made last.
class Page(Named, Stamped, Model):
    __tablename__ = "page"

    body = deferred(Column(String(100)))
    rank = Column(String(5))


class Note(Stamped, Model):
    __tablename__ = "note"

    body = Column(String(100))

    @declared_attr
    def page_id(cls):
        return Column(Integer, ForeignKey("page.id"), nullable=False)

    kind = Column(String(5))


class LongNote(Note):
    __tablename__ = "long_note"

    id = Column(ForeignKey("note.id"), primary_key=True)
    length = Column(Integer)


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with engine.begin() as connection:
        # By position: the order of the columns decides what goes where.
        connection.execute(text("INSERT INTO author VALUES ('Ann', 1, 7)"))
        rows = connection.execute(text("SELECT name, rank, id FROM author")).fetchall()
    columns = {
        table.name: [(column.name, column.nullable) for column in table.columns]
        for table in Base.metadata.sorted_tables
    }
    return {"columns": columns, "rows": [list(row) for row in rows]}
