from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer), Column("name", String(20)))
