from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()

tags = db.Table("tags", db.Column("post_id", db.Integer, db.ForeignKey("post.id")))


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    title = db.Column(db.String(80), nullable=False)
    body = db.Column(db.UnicodeText)
    author_id = db.Column(db.ForeignKey("user.id"), nullable=False)


class User(db.Model):
    id = db.Column(db.String(8), primary_key=True)
