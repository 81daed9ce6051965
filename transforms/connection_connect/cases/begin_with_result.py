from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def copy(pool):
    with engine.begin(close_with_result=True) as connection:
        connection.execute(text("DELETE FROM a"))
    with engine.begin() as connection:
        connection.execute(text("DELETE FROM a"))
    with pool.begin(close_with_result=True):
        pass
