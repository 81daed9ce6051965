from sqlalchemy import create_engine

import queries
from queries import COUNT
from queries import PATTERN as pattern

engine = create_engine("sqlite://")


def run():
    with engine.connect() as conn:
        conn.execute(COUNT)
        conn.execute(pattern)
        conn.execute(queries.COUNT)
        conn.execute(queries.PATTERN)
