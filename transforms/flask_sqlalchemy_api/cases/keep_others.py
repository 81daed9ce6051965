from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from peewee_helpers import db as peewee_db, Paginator
from sqlalchemy import MetaData, create_engine

app = Flask(__name__)
db = SQLAlchemy(app, session_options={})
other = SQLAlchemy()
engine = create_engine("sqlite://")
metadata = MetaData()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def same():
    db.create_all()
    db.create_all(bind_key="users")
    db.create_all("users")
    metadata.create_all(bind=engine)
    metadata.create_all(engine)
    peewee_db.create_all(app=app, bind=1)
    peewee_db.get_engine()
    Paginator().paginate(1, 2)
    found = User.query.paginate(page=1, per_page=2)
    found.iter_pages(left_edge=1, right_current=4)
    app.extensions["sqlalchemy"]
    app.extensions["migrate"].db
    db.Table("tags", db.Column("a", db.Integer), info={"other": 1})
    return db.engine, db.engines["users"]
