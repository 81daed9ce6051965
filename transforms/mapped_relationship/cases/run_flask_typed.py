"""Flask-SQLAlchemy's relationships keep the class of their queries, and get annotations that type checkers accept."""
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    posts = db.relationship("Post", backref="author", lazy="dynamic", order_by="Post.id")
    likes = db.relationship(
        "Like",
        lazy=True,
        back_populates="user",  # the other side is below
    )


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.Integer, db.ForeignKey("user.id"))


class Like(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))
    post_id = db.Column(db.Integer, db.ForeignKey("post.id"))
    user = db.relationship("User", back_populates="likes")
    post = db.relationship("Post", backref=db.backref("likes", lazy="dynamic"))


def observe():
    with app.app_context():
        db.create_all()
        user = User(posts=[Post(), Post(), Post()])
        db.session.add(user)
        db.session.flush()
        db.session.add_all([Like(user=user, post=user.posts[0]), Like(user=user, post=user.posts[0])])
        db.session.commit()
        page = user.posts.paginate(page=1, per_page=2)
        first = user.posts.filter_by(id=1).first_or_404()
        return [
            [post.id for post in page.items],
            page.total,
            [like.id for like in user.likes],
            first.likes.paginate(page=1, per_page=1).total,
            first.author is user,
        ]
