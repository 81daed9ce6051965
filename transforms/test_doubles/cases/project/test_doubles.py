import warnings
from unittest import TestCase, mock
from unittest.mock import patch

import pytest
from sqlalchemy import exc
from sqlalchemy.engine import Connection, Engine
from sqlalchemy.exc import RemovedIn20Warning
from sqlalchemy.orm import Query

import app
from app import Session, engine


def test_warnings(recwarn):
    with pytest.warns(RemovedIn20Warning):
        engine.execute("SELECT 1")
    with pytest.raises((ValueError, exc.RemovedIn20Warning)):
        engine.execute("SELECT 1")
    assert recwarn.pop(RemovedIn20Warning)


class Tests(TestCase):
    def test_warnings(self):
        with self.assertWarns(exc.RemovedIn20Warning):
            engine.execute("SELECT 1")


@mock.patch.object(Engine, "execute")
@patch("app.engine.execute")
@patch("sqlalchemy.engine.base.Engine.table_names")
def test_engine(execute, again, names):
    pass


def test_mocker(mocker, monkeypatch):
    mocker.patch("app.engine.scalar")
    mocker.patch.object(app.engine, "execute", return_value=[])
    mocker.patch.object(Query, "get")
    mocker.spy(engine, "execute")
    monkeypatch.setattr(engine, "execute", lambda *a: [])
    monkeypatch.setattr("app.engine.has_table", lambda *a: [])
    mocker.patch("app.Session.query")
    mocker.patch("sqlalchemy.orm.Query.from_self")
    assert hasattr(engine, "execute")
    assert getattr(Query, "with_lockmode", None)


@pytest.mark.filterwarnings("ignore:.*:sqlalchemy.exc.RemovedIn20Warning")
def test_marked():
    pass
