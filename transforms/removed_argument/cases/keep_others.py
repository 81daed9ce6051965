import enum
from dataclasses import field

import pandas as pd
import peewee
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine

engine = create_engine("sqlite://")
metadata = MetaData()


def Text(convert_unicode):
    return convert_unicode


class Column2(object):
    def __init__(self, quoting=None, mustexist=False):
        self.quoting = quoting


class Strings(String):
    def __init__(self, convert_unicode=True):
        super(Strings, self).__init__()


Text(convert_unicode=True)
Column2(quoting="auto", mustexist=True)
Strings(convert_unicode=True)
pd.read_csv("x", quoting=1, encoding="utf-8")
peewee.CharField(convert_unicode=True)
users = Table("users", metadata, Column("id", Integer), autoload_with=engine, extend_existing=True)
open("x", encoding="utf-8")
options = {"autoload": True}
autoload = dict(autoload=True)


class Model(object):
    __table_args__ = {"mysql_engine": "InnoDB"}
