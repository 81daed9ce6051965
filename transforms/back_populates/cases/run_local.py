"""Classes of one name in several functions: each has its own other side."""
import sqlalchemy as sa
from sqlalchemy.orm import Session, configure_mappers, declarative_base


class Setup:
    def __init__(self):
        self.Model = declarative_base()
        self.make()

    def make(self):
        class Article(self.Model):
            __tablename__ = "article"
            id = sa.Column(sa.Integer, primary_key=True)

        self.Article = Article


class Other(Setup):
    def make(self):
        class Article(self.Model):
            __tablename__ = "article"
            id = sa.Column(sa.Integer, primary_key=True)

        class Tag(self.Model):
            __tablename__ = "tag"
            id = sa.Column(sa.Integer, primary_key=True)
            article_id = sa.Column(sa.Integer, sa.ForeignKey("article.id"))
            article = sa.orm.relationship(Article, backref="own")

        links = sa.Table(
            "links",
            self.Model.metadata,
            sa.Column("article_id", sa.Integer, sa.ForeignKey("article.id")),
            sa.Column("tag_id", sa.Integer, sa.ForeignKey("tag.id")),
        )
        Tag.articles = sa.orm.relationship(Article, secondary=links, backref="tags")
        if self.Model:
            Tag.more = sa.orm.relationship(Article, secondary=links, viewonly=True, backref="more")
        self.Article, self.Tag = Article, Tag


def observe():
    plain, other = Setup(), Other()
    configure_mappers()
    engine = sa.create_engine("sqlite://")
    other.Model.metadata.create_all(engine)
    with Session(engine) as session:
        article = other.Article(tags=[other.Tag(), other.Tag()])
        session.add_all([article, other.Tag(article=article)])
        session.commit()
        counts = [len(article.tags), len(article.own), len(article.tags[0].articles), len(article.more)]
    keys = sorted(other.Article.__mapper__.relationships.keys() + other.Tag.__mapper__.relationships.keys())
    return [counts, keys, list(plain.Article.__mapper__.relationships.keys())]
