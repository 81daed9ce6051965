import subprocess

import pymysql
from mongoengine import connect
from sqlalchemy import create_engine

engine = create_engine("sqlite://", future=True, echo=True, isolation_level="SERIALIZABLE")
pymysql.connect(host="x", encoding="utf8", listeners=[])
subprocess.run(["x"], encoding="utf-8")
connect("x", strategy="plain")
OPTIONS = {"encoding": "utf-8"}


class create:
    @staticmethod
    def engine(encoding):
        return encoding


create.engine(encoding="utf-8")
