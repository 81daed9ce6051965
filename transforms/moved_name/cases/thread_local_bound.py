from sqlalchemy import Column, Integer, Table, ThreadLocalMetaData, create_engine

metadata = ThreadLocalMetaData()
users = Table("users", metadata, Column("id", Integer))


def connect(url):
    metadata.bind = create_engine(url)
    other.bind = metadata.bind


other = ThreadLocalMetaData()
