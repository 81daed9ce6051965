from extensions import db


class Author(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)

    @classmethod
    def named(cls, name: str):
        return cls.query.filter_by(name=name).first()
