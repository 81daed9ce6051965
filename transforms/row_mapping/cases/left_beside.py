"""Rows that go where dictionaries go, and that are read in ways that a mapping does not have."""
import json

from flask import Flask, render_template
from sqlalchemy import Column, Integer, MetaData, String, Table, create_engine, select

app = Flask(__name__)
engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer), Column("name", String(20)))


def by_position(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def reads_by_position():
    user = by_position("ed")
    return user["id"] or user[0]


def gone_through(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def goes_through():
    for value in gone_through("ed"):
        print(value)
    return gone_through("ed")["id"]


def rendered(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def renders():
    user = rendered("ed")
    if user["id"]:
        return render_template("user.html", user=user)
    return ""


@app.route("/user/<name>")
def view(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def calls_view():
    return view("ed")["id"]


def asked(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def asks():
    user = asked("ed")
    if isinstance(user, dict):
        return json.dumps(user)
    return user["id"]


def compared(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def compares():
    return compared("ed") == {"id": 0} or compared("ed")["id"]


def handed(name):
    return engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}


def hands(registry):
    registry.register(handed)
    return handed("ed")["id"]


def iterated(name):
    values = set()
    user = engine.connect().execute(select(users).where(users.c.name == name)).first() or {"id": 0}
    values.update(user)
    return user["id"]


class Keeper:
    def load(self):
        self.user = engine.connect().execute(select(users)).first() or {"id": 0}

    def read(self):
        return self.user["id"], getattr(self, "user")
