# settings: target=1.4
import sqlalchemy

VERSION = tuple(int(part) for part in sqlalchemy.__version__.split("."))

if VERSION < (1, 4):
    from sqlalchemy.ext.declarative import declarative_base
else:
    from sqlalchemy.orm import declarative_base

if VERSION[0] >= 2:
    from sqlalchemy.orm import DeclarativeBase

is_recent = True if VERSION >= (1, 4, 20) else False
