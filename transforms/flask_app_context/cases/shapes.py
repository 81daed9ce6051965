from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


users = User.query.all()
names = [user.id for user in db.session.query(User)]
session = db.session()
print(db.engine)

if __name__ == "__main__":
    db.create_all()
    db.session.add(User())
    db.session.commit()
    app.run()
