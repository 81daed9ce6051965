from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_BINDS"] = {"other": "sqlite://"}
app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
db = SQLAlchemy(None, True, {"expire_on_commit": False})
db.init_app(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class Other(db.Model):
    __bind_key__ = "other"
    id = db.Column(db.Integer, primary_key=True)


def tables(engine):
    return sorted(db.inspect(engine).get_table_names())


def observe():
    told = []
    db.create_all(app=app)
    with app.app_context():
        told.append([tables(db.get_engine()), tables(db.get_engine(bind="other"))])
        db.drop_all(bind="other")
        told.append([tables(db.engine), tables(db.get_engine(None, "other"))])
        db.create_all(bind=["other"])
        told.append(tables(db.get_engine(bind="other")))
        db.session.add_all([User(id=number) for number in range(1, 101)])
        db.session.commit()
        pages = User.query.order_by(User.id).paginate(4, 10, False)
        told.append([user.id for user in pages.items])
        told.append(list(pages.iter_pages(1, 1, 3, 1)))
        told.append(list(pages.iter_pages(2, 2, 5, 2)))
        told.append(app.extensions["sqlalchemy"].db is db)
        told.append(db.session().expire_on_commit)
    return told
