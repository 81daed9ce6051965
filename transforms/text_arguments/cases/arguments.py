import sqlalchemy as sa
from sqlalchemy import Integer, bindparam, create_engine, text

engine = create_engine("sqlite://")


def forms(params, types):
    yield text("SELECT :x", bindparams=[bindparam("x", 1), bindparam("y")])
    yield sa.text("SELECT :x", bindparams=params)
    yield text("SELECT id", typemap={"id": Integer})
    yield text("SELECT id", typemap=types, bindparams=None, autocommit=False)
    yield text("DELETE FROM x", autocommit=True)
    yield text("SELECT 1", bind=engine)
    yield text("SELECT 1", bind=None)
    yield text(
        "SELECT :x",
        bindparams=[
            bindparam("x", 1),
        ],
    )
