from flask_sqlalchemy import SQLAlchemy
from other import Thing

db = SQLAlchemy()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def same(query):
    db.get_or_404(User, 1)
    db.paginate(db.select(User), page=1)
    Thing.query.get_or_404(1)
    query.first_or_404()
    return User.query
