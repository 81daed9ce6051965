from alembic import context
from sqlalchemy import engine_from_config, pool, text

config = context.config


def run_migrations_online():
    connectable = engine_from_config(config.get_section("alembic"), poolclass=pool.NullPool)
    with connectable.connect() as connection:
        connection.execute("SET search_path TO tenant")
        context.configure(
            connection=connection,
            target_metadata=None,
        )
        with context.begin_transaction():
            context.run_migrations()


def locally():
    connectable = engine_from_config(config.get_section("alembic"))
    with connectable.connect() as connection:
        connection.execute(text("SET LOCAL lock_timeout = '5s'"))
        context.configure(connection=connection)
        with context.begin_transaction():
            context.run_migrations()


def looked():
    connection = engine_from_config(config.get_section("alembic")).connect()
    version = connection.execute(text("select version()")).scalar()
    context.configure(connection=connection, version=version)
