from unittest.mock import Mock

from app import users


def test_users():
    session = Mock()
    session.query.return_value.all.return_value = [1]
    assert users(session) == [1]
