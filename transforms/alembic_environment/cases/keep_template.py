from alembic import context
from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def run_migrations_online():
    with engine.connect() as connection:
        context.configure(connection=connection, target_metadata=None)
        with context.begin_transaction():
            context.run_migrations()


def in_own_transaction():
    with engine.begin() as connection:
        connection.execute(text("SET search_path TO tenant"))
        context.configure(connection=connection)
        context.run_migrations()


def configure(app):
    app.configure(connection=engine)
