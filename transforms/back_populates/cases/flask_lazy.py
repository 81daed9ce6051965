"""`lazy=` of a back reference: only a dynamic one has a class of queries."""
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class Category(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    category_id = db.Column(db.Integer, db.ForeignKey("category.id"), nullable=False)
    category = db.relationship("Category", backref=db.backref("posts", lazy=True))
    joined = db.relationship("Category", viewonly=True, backref=db.backref("joined", lazy=False, viewonly=True))
    dynamic = db.relationship("Category", viewonly=True, backref=db.backref("dynamic", lazy="dynamic", viewonly=True))
