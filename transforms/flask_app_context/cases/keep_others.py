from flask import Flask
from flask_sqlalchemy import SQLAlchemy
from other import engine_holder
from sqlalchemy import create_engine
from sqlalchemy.orm import scoped_session, sessionmaker

app = Flask(__name__)
db = SQLAlchemy(app)
engine = create_engine("sqlite://")
own_session = scoped_session(sessionmaker(engine))
session = db.session
db.session.configure(autoflush=False)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


def handler():
    db.session.commit()
    return User.query.all()


own_session.query(User).all()
print(engine_holder.engine)
with app.app_context():
    db.create_all()
    users = User.query.all()
later = lambda: db.engine
