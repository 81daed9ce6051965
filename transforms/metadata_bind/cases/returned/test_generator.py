import pytest
from sqlalchemy import MetaData, create_engine

from generator import Generator


@pytest.fixture
def metadata():
    engine = create_engine("sqlite://")
    return MetaData(engine)


def test_render(metadata):
    assert Generator(metadata).render() == []
