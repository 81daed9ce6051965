import warnings

from sqlalchemy import create_engine, text

warnings.simplefilter("ignore")


def observe():
    engines = [
        create_engine("sqlite://", convert_unicode=True, encoding="utf-8"),
        create_engine("sqlite://", case_sensitive=True, future=False),
        create_engine("sqlite://", empty_in_strategy="dynamic", echo=False),
    ]
    found = []
    for engine in engines:
        with engine.connect() as connection:
            found.append([list(row) for row in connection.execute(text("select 'caf\u00e9' as \"Name\""))])
    return found
