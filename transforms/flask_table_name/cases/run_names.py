from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
db = SQLAlchemy(app)


class Keyed:
    id = db.Column(db.Integer, primary_key=True)


class UserAPI(Keyed, db.Model):
    kind = db.Column(db.String(10))
    __mapper_args__ = {"polymorphic_on": kind}


class MD5Hash(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.ForeignKey("userAPI.id"))


class SingleAPI(UserAPI):
    __mapper_args__ = {"polymorphic_identity": "single"}


class JoinedAPI(UserAPI):
    id = db.Column(db.ForeignKey("userAPI.id"), primary_key=True)
    __mapper_args__ = {"polymorphic_identity": "joined"}


class HTTPServer(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def observe():
    names = [model.__table__.name for model in (UserAPI, MD5Hash, SingleAPI, JoinedAPI, HTTPServer)]
    return [names, sorted(db.metadata.tables)]
