import os

from flask import Flask
from flask_sqlalchemy import SQLAlchemy

SQLALCHEMY_POOL_SIZE = 5


class Config:
    SQLALCHEMY_DATABASE_URI = os.environ.get("DATABASE_URL") or "sqlite:///app.db"
    SQLALCHEMY_COMMIT_ON_TEARDOWN = True
    SQLALCHEMY_NATIVE_UNICODE: bool = False
    SQLALCHEMY_BINDS = None


app = Flask(__name__)
app.config["SQLALCHEMY_POOL_RECYCLE"] = 3600
app.config.update(SQLALCHEMY_MAX_OVERFLOW=1, SQLALCHEMY_POOL_TIMEOUT=2, SQLALCHEMY_COMMIT_ON_TEARDOWN=True)
app.config.from_mapping({"SQLALCHEMY_BINDS": {"other": "sqlite:///other.db"}})
app.config.setdefault("SQLALCHEMY_POOL_SIZE", 5)
settings = {"DEBUG": True, "SQLALCHEMY_POOL_SIZE": 3}
