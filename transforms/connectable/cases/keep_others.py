from sqlalchemy.engine import Connection, Engine


class Connectable(object):
    pass


def load(bind: Connectable):
    return isinstance(bind, (Engine, Connection))
