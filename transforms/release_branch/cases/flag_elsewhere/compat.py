import sqlalchemy

IS_SQLA_14 = sqlalchemy.__version__ >= "1.4"
