"""Proxies of lists, sets, dictionaries and objects are what they were."""
from sqlalchemy import Column, DateTime, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.ext.associationproxy import association_proxy
from sqlalchemy.orm import Session, backref, declarative_base, relationship
from sqlalchemy.orm.collections import attribute_mapped_collection

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    name = Column(String(64))

    # association proxy of the "user_keywords" collection
    keywords = association_proxy("user_keywords", "keyword", creator=lambda word: UserKeyword(keyword=word))
    scores = association_proxy("_scores", "value", creator=lambda name, value: Score(name=name, value=value))
    when = association_proxy("_scores", "at")
    tag_names = association_proxy("tags", "name")
    city = association_proxy("profile", "city")
    street = association_proxy("profile", "street")
    inner = association_proxy("profile", "more")
    nothing = association_proxy("nowhere", "name")


class UserKeyword(Base):
    __tablename__ = "user_keywords"
    user_id = Column(Integer, ForeignKey("users.id"), primary_key=True)
    keyword_id = Column(Integer, ForeignKey("keywords.id"), primary_key=True)
    user = relationship(User, backref=backref("user_keywords", cascade="all, delete-orphan"))
    keyword = relationship("Keyword")
    user_name = association_proxy("user", "name")


class Keyword(Base):
    __tablename__ = "keywords"
    id = Column(Integer, primary_key=True)
    keyword = Column("keyword", String(64))

    def __init__(self, keyword):
        self.keyword = keyword


class Score(Base):
    __tablename__ = "scores"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))
    name = Column(String, nullable=False)
    value = Column(Integer)
    at = Column(DateTime)
    user = relationship(
        User, backref=backref("_scores", collection_class=attribute_mapped_collection("name"), cascade="all, delete-orphan")
    )


user_tags = Table("user_tags", Base.metadata, Column("u", ForeignKey("users.id")), Column("t", ForeignKey("tags.id")))


class Tag(Base):
    __tablename__ = "tags"
    id = Column(Integer, primary_key=True)
    name = Column(String, nullable=False)
    users = relationship("User", secondary="user_tags", backref=backref("tags", collection_class=set))

    def __init__(self, name):
        self.name = name


class Profile(Base):
    __tablename__ = "profiles"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"), nullable=False, unique=True)
    city = Column(String, nullable=False)
    street = Column(String)
    user = relationship("User", backref=backref("profile", uselist=False, cascade="all,delete"))
    more = association_proxy("user", "tag_names")


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        user = User(name="u")
        session.add(user)
        user.keywords.append(Keyword("a"))
        user.scores["x"] = 5
        user.scores["y"] = None
        user.tag_names.add("t")
        before = user.city
        user.profile = Profile(city="c")
        session.commit()
        session.expire_all()
        seen = [
            [word.keyword for word in user.keywords],
            dict(user.scores),
            sorted(user.tag_names),
            before,
            user.city,
            user.street,
            user.user_keywords[0].user_name,
            sorted(user.inner),
            session.query(User).filter(User.tag_names.contains("t")).count(),
            session.query(User).filter(User.city == "c").count(),
        ]
        del user.scores["x"]
        session.delete(user)
        session.commit()
        return seen + [session.query(model).count() for model in (UserKeyword, Score, Tag, Profile)]
