from flask_sqlalchemy import BaseQuery, SQLAlchemy
from sqlalchemy.orm import joinedload

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(50))
    posts = db.relationship("Post", back_populates="user")


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("user.id"))
    user = db.relationship(User, back_populates="posts")


class Special(BaseQuery):
    def get_or_404(self, ident):
        return ident


class Odd(db.Model):
    query_class = Special
    id = db.Column(db.Integer, primary_key=True)


def converted(id, name, page):
    User.query.get_or_404(id)
    User.query.get_or_404(ident=id)
    User.query.get_or_404(id, "none")
    User.query.get_or_404((id, name), description="none")
    User.query.first_or_404()
    User.query.filter_by(name=name).first_or_404("none")
    User.query.filter(User.name == name).order_by(User.id).one_or_404(description="none")
    User.query.filter_by(name="ed").one_or_404()
    db.session.query(User).filter_by(name=name).first_or_404()
    (User.query
        .filter_by(name=name)
        .first_or_404())
    found = (
        User.query.filter_by(name=name)
        .order_by(User.id)
        .paginate(page, 20, False)
    )
    User.query.paginate()
    User.query.paginate(page=page, per_page=20)
    (User.query.filter_by(name=name)).first_or_404()
    Post.query.options(joinedload(Post.user)).first_or_404()
    User.query.options(joinedload(User.posts)).paginate(page=1)
    return found.items


def left(id, name):
    User.query.options(joinedload(User.posts)).first_or_404()
    User.query.join(User.posts).one_or_404()
    User.query.filter_by(name=name).get_or_404(id)
    db.session.query(User.name).paginate(page=1)
    db.session.query(User, Post).first_or_404()
    Odd.query.get_or_404(id)
    User.query.filter_by(name=name).paginate(*id)
    (User.query
        # why
        .paginate(page=1))
