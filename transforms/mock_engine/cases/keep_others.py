from sqlalchemy import create_engine
from unittest import mock

engine = create_engine("sqlite://")
strategy = "mock"


def connect(url, strategy=None):
    return mock.Mock(url=url, strategy="mock", executor=None)


connect("sqlite://", strategy="mock")
