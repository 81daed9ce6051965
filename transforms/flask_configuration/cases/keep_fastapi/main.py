from sqlalchemy import create_engine

SQLALCHEMY_DATABASE_URI = "sqlite:///app.db"
SQLALCHEMY_POOL_SIZE = 5
engine = create_engine(SQLALCHEMY_DATABASE_URI, pool_size=SQLALCHEMY_POOL_SIZE)
