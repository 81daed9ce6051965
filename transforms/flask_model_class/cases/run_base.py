from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
db = SQLAlchemy()
db.init_app(app)

tags = db.Table(
    "post_tags",
    db.Column("post_id", db.ForeignKey("post.id")),
    db.Column("tag_id", db.ForeignKey("tag.id")),
)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50))


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))
    user = db.relationship(User, backref=db.backref("posts", lazy="dynamic"))
    tags = db.relationship("Tag", secondary=tags)


class Tag(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def observe():
    told = []
    with app.app_context():
        db.create_all()
        user = User(name="a")
        db.session.add(user)
        db.session.add(Post(user=user, tags=[Tag()]))
        db.session.commit()
        told.append([repr(user), user.posts.count(), User.query.count(), len(Post.query.first().tags)])
        told.append(sorted(db.metadata.tables))
    return told
