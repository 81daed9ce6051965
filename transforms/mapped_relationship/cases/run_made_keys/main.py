"""Foreign keys that functions make, and classes that come through a package."""
import app
from app import Base, Post, User, key
from sqlalchemy import Column, ForeignKey, create_engine
from sqlalchemy.orm import Session, configure_mappers, relationship


class Note(Base):
    __tablename__ = "notes"

    id = key()
    user_id = Column(ForeignKey(User.id))
    post_id = app.key_to(app.Post.id)
    first_id = app.key_to(app.Post.id)
    user = relationship(app.User)
    post = relationship(Post, foreign_keys=[post_id], backref="notes")
    first = relationship(app.Post, primaryjoin=first_id == app.Post.id, viewonly=True)


def observe():
    configure_mappers()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        user = User(title="ann", posts=[Post(), Post()])
        session.add_all([user, Note(user=user, post=user.posts[0])])
        session.commit()
        values = [len(user.posts), len(user.posts[0].notes), session.query(Note).one().first]
    sides = sorted(
        [mapper.class_.__name__, rel.key, rel.direction.name, rel.uselist]
        for mapper in Base.registry.mappers
        for rel in mapper.relationships
    )
    columns = [(c.name, c.nullable, str(c.type)) for t in Base.metadata.sorted_tables for c in t.columns]
    return [values, sides, columns]
