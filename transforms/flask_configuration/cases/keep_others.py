import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

here = os.path.dirname(__file__)
app = Flask(__name__)


class Config:
    SQLALCHEMY_DATABASE_URI = "sqlite:///" + os.path.join(here, "app.db")
    SQLALCHEMY_BINDS = {"other": "sqlite:////srv/app.db"}
    SQLALCHEMY_COMMIT_ON_TEARDOWN = False
    SQLALCHEMY_TRACK_MODIFICATIONS = False
    SQLALCHEMY_POOL_SIZE = None


app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
app.config["SQLALCHEMY_DATABASE_URI"] = f"sqlite:///{here}/app.db"
app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite:///:memory:"
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {"pool_size": 5}
POOL_SIZE = 5
CELERY_RESULT = "sqlite:///celery.db"
