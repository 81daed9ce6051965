import sqlalchemy.ext.declarative as old
from sqlalchemy import MetaData
from sqlalchemy.ext.declarative import instrument_declarative


class A:
    pass


instrument_declarative(A, {}, MetaData())
old.instrument_declarative(A, {}, MetaData())
instrument_declarative(
    A,
    {},  # no names
    MetaData(),
)
instrument_declarative(*given)
