# settings: unsafe
from flask_sqlalchemy import SQLAlchemy
from other import SQLAlchemy as Other
from sqlalchemy import MetaData
from sqlalchemy.orm import DeclarativeBase


class Base(DeclarativeBase):
    pass


db = SQLAlchemy(model_class=Base)
named = SQLAlchemy(metadata=MetaData())
second = SQLAlchemy()
third = Other()
