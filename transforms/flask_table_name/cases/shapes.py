from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()


class UserAPI(db.Model):
    """Who."""

    id = db.Column(db.Integer, primary_key=True)


class EC2(db.Model):
    id: int = db.Column(db.Integer, primary_key=True)


class User2FA(db.Model):
    @property
    def name(self):
        return 1

    id = db.Column(db.Integer, primary_key=True)


class SpecialAPI(UserAPI):
    id = db.Column(db.ForeignKey("userAPI.id"), primary_key=True)


class SingleAPI(UserAPI):
    kind = db.Column(db.String)


class ShortAPI(db.Model): id = db.Column(db.Integer, primary_key=True)
