"""Back references of mixins: each class that has the relationship gets an attribute of its own on the other side."""
from sqlalchemy import Column, ForeignKey, Integer, String, create_engine
from sqlalchemy.orm import Session, backref, configure_mappers, declarative_base, declared_attr, relationship

Base = declarative_base()


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))


class Owned:
    @declared_attr
    def owner_id(cls):
        return Column(ForeignKey("users.id"), nullable=False)

    @declared_attr
    def owner(cls):
        return relationship("User", foreign_keys=[cls.owner_id], backref="%s_list" % cls.__name__.lower())


class Edited:
    @declared_attr
    def editor_id(cls):
        return Column(Integer, ForeignKey("users.id"))

    @declared_attr
    def editor(cls):
        return relationship(
            User,
            primaryjoin="User.id == %s.editor_id" % cls.__name__,
            backref=backref(f"edited_{cls.__tablename__}", order_by=lambda: cls.id.desc()),
        )


class Noted:
    @declared_attr
    def noter_id(cls):
        return Column(Integer, ForeignKey("users.id"))

    @declared_attr
    def noter(cls):
        return relationship("User", primaryjoin=lambda: User.id == cls.noter_id, backref=backref("noted", lazy="dynamic"))


class Page(Owned, Edited, Noted, Base):
    __tablename__ = "pages"

    id = Column(Integer, primary_key=True)


class Post(Owned, Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    kind = Column(String(10))

    __mapper_args__ = {"polymorphic_on": kind, "polymorphic_identity": "post"}


# It has the relationship of Post.
class LongPost(Post):
    __mapper_args__ = {"polymorphic_identity": "long"}


def observe():
    configure_mappers()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        ann, bob = User(name="ann"), User(name="bob")
        session.add_all([ann, bob])
        session.add_all([Page(owner=ann, editor=bob), Page(owner=ann, noter=bob), Post(owner=bob), LongPost(owner=bob)])
        session.commit()
        ann.page_list[0].editor = ann
        session.commit()
        found = [
            [len(user.page_list), len(user.post_list), len(user.edited_pages), user.noted.count()]
            for user in (ann, bob)
        ]
    sides = {
        relation.key: [relation.direction.name, relation.uselist, str(relation.primaryjoin)]
        for mapper in (User.__mapper__, Page.__mapper__, Post.__mapper__)
        for relation in mapper.relationships
    }
    return [found, sides]
