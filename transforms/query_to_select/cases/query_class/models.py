from flask_sqlalchemy import BaseQuery, SQLAlchemy

db = SQLAlchemy()


class Named(BaseQuery):
    def named(self, name):
        return self.filter_by(name=name).first()


class Own(BaseQuery):
    def get(self, ident):
        return self.filter_by(id=ident).one_or_none()

    def limit(self, number):
        return super().limit(min(number, 10))


class Plant(db.Model):
    query_class = Named
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)


class Animal(db.Model):
    query_class = Own
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String)


def found():
    Plant.query.named("fern")
    Plant.query.first()
    Animal.query.all()
    Animal.query.get(1)
    Animal.query.limit(20).all()
    Animal.query.first()
    query = Animal.query
    query = query.limit(20)
    return query.all()
