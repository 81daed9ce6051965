from sqlalchemy import Column, Integer, Table, ThreadLocalMetaData

metadata = ThreadLocalMetaData()
users = Table("users", metadata, Column("id", Integer))
