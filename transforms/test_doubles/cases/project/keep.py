from unittest.mock import patch

import pytest
from sqlalchemy.engine import Connection
from sqlalchemy.exc import SADeprecationWarning

import app
from app import Session, engine, store


def test_others(mocker, monkeypatch):
    patch("app.engine.connect")
    patch("app.store.execute")
    patch("app.unknown.execute")
    patch("requests.get")
    patch("sqlalchemy.create_engine")
    patch.object(store, "execute")
    patch.object(Connection, "execute")
    monkeypatch.setattr(app, "engine", None)
    monkeypatch.setattr("app.engine", None)
    hasattr(Session, "query")
    getattr(store, "get")
    [].pop()
    {}.pop("sqlalchemy.exc.RemovedIn20Warning", None)
    with pytest.warns(SADeprecationWarning):
        pass
