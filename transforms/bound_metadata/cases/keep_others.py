from flask_sqlalchemy import SQLAlchemy
from sqlalchemy import Column, Integer, MetaData, Table, create_engine
from sqlalchemy.orm import Session, sessionmaker

db = SQLAlchemy()
engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))
Maker = sessionmaker()


def fine(executor, form, index):
    db.create_all()
    metadata.create_all(engine)
    users.create(engine, checkfirst=True)
    Table("other", metadata, autoload_with=engine)
    executor.create()
    index.drop()
    form.bind.execute()
    with Session(engine) as session:
        return session.bind, session.get_bind()
