# settings: unsafe
from flask import Flask
from flask_sqlalchemy import SQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(
    app,
    session_options={},
)


def make():
    other = SQLAlchemy(app)
    return other
