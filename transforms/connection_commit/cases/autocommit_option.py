from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")
eager = create_engine("sqlite://", execution_options={"autocommit": True})


def run(statement):
    with engine.connect() as connection:
        connection = connection.execution_options(autocommit=True)
        connection.execute(text("SELECT work()"))
    never = engine.connect().execution_options(autocommit=False)
    with engine.connect() as other:
        other.execute(text("SELECT work()").execution_options(autocommit=True))
    driver = engine.execution_options(isolation_level="AUTOCOMMIT")
    return never, driver, statement.execution_options(autocommit=True)
