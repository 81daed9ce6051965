from sqlalchemy import MetaData, create_engine

metadata = MetaData(bind=create_engine("sqlite://"))


def make():
    metadata.create_all()
