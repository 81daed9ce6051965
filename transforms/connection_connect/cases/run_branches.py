from sqlalchemy import create_engine, text

engine = create_engine("sqlite://")


def answer(bind):
    return bind.execute(text("select 42")).scalar()


def observe():
    conn = engine.connect()
    branch = conn.connect()
    found = [branch.execute(text("select 1")).scalar()]
    with conn.connect() as other:
        found.append(other.execute(text("select 2")).scalar())
    found.append(conn.closed)
    found.append(engine.connect(close_with_result=True).execute(text("select 3")).scalar())
    found.append(answer(conn))
    conn.close()
    return found
