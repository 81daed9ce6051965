from sqlalchemy import create_engine, text

engines = {"a": create_engine("sqlite://"), "b": create_engine("sqlite://")}
first = create_engine("sqlite://")


def ping(names):
    return [engine.execute(text("SELECT 1")).scalar() for engine in engines.values()]


def each(names):
    made = [create_engine(name) for name in names]
    return {engine: engine.execute(text("SELECT 1")).scalar() for engine in made}


def fine(names):
    return [first.execute(text("SELECT :n"), {"n": name}).scalar() for name in names]


def loops():
    found = []
    for engine in engines.values():
        found.append(engine.execute(text("SELECT 1")).scalar())
    return found
