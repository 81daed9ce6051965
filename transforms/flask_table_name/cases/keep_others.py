from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, Integer
from sqlalchemy.orm import declarative_base

db = SQLAlchemy()
Base = declarative_base()


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class HTTPServer(db.Model):
    id = db.Column(db.Integer, primary_key=True)


class UserAPI(db.Model):
    __tablename__ = "user_api"
    id = db.Column(db.Integer, primary_key=True)


class AbstractAPI(db.Model):
    __abstract__ = True
    id = db.Column(db.Integer, primary_key=True)


class Named:
    @db.declared_attr
    def __tablename__(cls):
        return cls.__name__.lower()


class MixedAPI(Named, db.Model):
    id = db.Column(db.Integer, primary_key=True)


class PlainAPI(Base):
    __tablename__ = "plain"
    id = Column(Integer, primary_key=True)


class NotMappedAPI:
    pass
