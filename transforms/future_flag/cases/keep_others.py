from concurrent.futures import Future

from sqlalchemy import create_engine


def make(url, future=False):
    return url


make("x", future=True)
create_engine("sqlite://")
