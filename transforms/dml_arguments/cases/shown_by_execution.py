from sqlalchemy import text

from elsewhere import table_called


def add(engine, documents):
    rows = table_called("rows")
    statement = rows.insert(values={"id": 1})
    engine.execute(statement)
    with engine.begin() as connection:
        connection.execute(table_called("rows").update(values={"id": 2}))
    documents.insert(values={"id": 1})
    return text("SELECT 1")
