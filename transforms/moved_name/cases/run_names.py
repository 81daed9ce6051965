import sqlalchemy as sa
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.ext import declarative
from sqlalchemy.ext.declarative import AbstractConcreteBase, declared_attr, has_inherited_table
from sqlalchemy.ext.hybrid import HYBRID_METHOD, HYBRID_PROPERTY, hybrid_method, hybrid_property
from sqlalchemy.orm import Session, eagerload, relation
from sqlalchemy.orm.collections import attribute_mapped_collection, mapped_collection
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound
from sqlalchemy.orm.query import aliased
from sqlalchemy.util import pickle, string_types, text_type

try:
    from sqlalchemy.orm import declarative_base as make_base
except ImportError:
    from sqlalchemy.ext.declarative import declarative_base as make_base

Base = declarative.declarative_base()
Other = make_base()


class Named(object):
    @declared_attr
    def __tablename__(cls):
        if has_inherited_table(cls):
            return None
        return cls.__name__.lower() + "s"


class User(Named, Base):
    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    notes = relation(
        "Note",
        collection_class=attribute_mapped_collection("word"),
        backref="user",
        cascade="all, delete-orphan",
    )
    sorted_notes = sa.orm.relation("Note", order_by="Note.id", viewonly=True)

    @hybrid_property
    def shout(self):
        return self.name + "!"

    @hybrid_method
    def starts(self, letter):
        return self.name.startswith(letter)


class Note(Named, Base):
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    word = Column(String(20))


class Shape(AbstractConcreteBase, Other):
    pass


class Square(Shape):
    __tablename__ = "square"
    id = Column(Integer, primary_key=True)
    side = Column(Integer)
    __mapper_args__ = {"polymorphic_identity": "square", "concrete": True}


def kinds():
    found = {}
    for key, item in sa.inspect(User).all_orm_descriptors.items():
        if item.extension_type is HYBRID_METHOD:
            found[key] = "method"
        elif item.extension_type is HYBRID_PROPERTY:
            found[key] = "property"
    return found


def one(session, name):
    query = session.query(User).filter(User.name == name)
    try:
        return query.one().id
    except NoResultFound:
        return "none"
    except MultipleResultsFound:
        return "several"


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        ed = User(name="ed")
        ed.notes["a"] = Note(word="a")
        ed.notes["b"] = Note(word="b")
        session.add_all([ed, User(name="wendy"), User(name="ed"), User()])
        session.commit()
        loaded = session.query(User).options(eagerload(User.notes)).order_by(User.id).all()
        words = [sorted(user.notes) for user in loaded]
        in_order = [[note.word for note in user.sorted_notes] for user in loaded]
        other = aliased(User)
        pairs = (
            session.query(User.id, other.id)
            .join(other, User.name == other.name)
            .order_by(User.id, other.id)
            .all()
        )
        found = [one(session, name) for name in ("ed", "wendy", "nobody")]
    keyed = mapped_collection(lambda note: note.word)()
    keyed.set(Note(word="z"))
    return {
        "words": words,
        "in_order": in_order,
        "pairs": [list(pair) for pair in pairs],
        "found": found,
        "kinds": kinds(),
        "keyed": list(keyed),
        "strings": [isinstance(x, string_types) for x in ("a", b"a", 1)],
        "text": text_type(5),
        "pickled": pickle.loads(pickle.dumps([1])),
        "tables": sorted(Base.metadata.tables),
        "other": Other is Base,
    }
