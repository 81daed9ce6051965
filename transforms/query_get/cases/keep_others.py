import requests
from sqlalchemy import create_engine

engine = create_engine("sqlite://")


def web(session, url):
    return requests.query.get(url), session.query.get("name"), {}.get("query")
