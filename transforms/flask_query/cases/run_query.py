from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from sqlalchemy.orm import joinedload
from werkzeug.exceptions import NotFound

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50))
    posts = db.relationship("Post", back_populates="user")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))
    user = db.relationship(User, back_populates="posts")


def outcome(function):
    try:
        return function()
    except NotFound as error:
        return ["404", error.description]


def observe():
    told = []
    with app.app_context():
        db.create_all()
        for number in range(1, 8):
            user = User(id=number, name="odd" if number % 2 else "even")
            user.posts = [Post(id=number * 10 + index) for index in range(number % 3)]
            db.session.add(user)
        db.session.add(User(id=8, name=None))
        db.session.commit()
        told.append(outcome(lambda: User.query.get_or_404(3).name))
        told.append(outcome(lambda: User.query.get_or_404(99, "no user").name))
        told.append(outcome(lambda: User.query.get_or_404(8).name))
        told.append(outcome(lambda: User.query.filter_by(name="odd").order_by(User.id).first_or_404().id))
        told.append(outcome(lambda: User.query.filter_by(name="x").first_or_404("none").id))
        told.append(outcome(lambda: User.query.join(User.posts).order_by(User.id.desc()).first_or_404().id))
        told.append(outcome(lambda: db.session.query(User).filter(User.id > 6).order_by(User.id).first_or_404().id))
        told.append(outcome(lambda: Post.query.options(joinedload(Post.user)).order_by(Post.id).first_or_404().user.id))
        for page, size in ((1, 3), (3, 3), (9, 3), (1, 0)):
            def pages():
                found = User.query.order_by(User.id.desc()).paginate(page, size, False)
                return [[user.id for user in found.items], found.total, found.page, found.has_next, found.has_prev]
            if size:
                told.append(outcome(pages))
        told.append(outcome(lambda: [user.id for user in User.query.paginate(9, 3).items]))
        joined = User.query.join(User.posts).order_by(User.id).paginate(page=1, per_page=4)
        told.append([[user.id for user in joined.items], joined.total])
        eager = User.query.options(joinedload(User.posts)).order_by(User.id).paginate(page=1, per_page=3)
        told.append([[[user.id, len(user.posts)] for user in eager.items], eager.total])
    return told
