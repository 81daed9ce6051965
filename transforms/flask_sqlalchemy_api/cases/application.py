from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy()
db.init_app(app)
db.app = app


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship("Post", lazy="dynamic")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))


class Worker:
    def __init__(self, app):
        self.app = app
        self.db = db

    def run(self, user: User):
        with self.app.app_context():
            pages = user.posts.order_by(Post.id).paginate(1, 3, False)
        with self.db.app.app_context():
            return pages
