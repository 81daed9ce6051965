from sqlalchemy import create_engine, event, select, text
from sqlalchemy.event import listen
from sqlalchemy.orm import Session, mapper
from sqlalchemy.pool import Pool
from sqlalchemy import orm

engine = create_engine("sqlite://")


@event.listens_for(engine, "engine_connect")
def unused(conn, branch):
    """Nothing."""


@event.listens_for(engine, "engine_connect")
def only(conn, branch):
    if branch:
        return


@event.listens_for(engine, "engine_connect")
def used(conn, branch: bool = False):
    print(conn, not branch)


@event.listens_for(engine, "engine_connect")
def bound(conn, branch):
    branch = branch or conn
    print(branch)


@event.listens_for(engine, "before_execute", retval=True)
def before(conn, clauseelement, multiparams, params):
    return clauseelement, multiparams, params


@event.listens_for(engine, "after_execute")
def after(
    conn,
    clauseelement,
    multiparams,
    params,
    result,
):
    print(result)


@event.listens_for(Session, "after_bulk_update")
@event.listens_for(Session, "after_bulk_delete")
def both(session, query, query_context, result):
    result = [f"{result.rowcount}" for session in [session]]
    return result


def bulk(session, query, query_context, result):
    inner = lambda result: result
    return [session.info, query.whereclause, query_context, result.rowcount, inner(result=result)]


listen(Session, "after_bulk_delete", bulk)
listen(engine, "before_execute", lambda a, b, c, d: None)


def called(conn, branch):
    pass


called(1, 2)
event.listen(engine, "engine_connect", called)


class Watcher:
    def __init__(self):
        event.listen(engine, "engine_connect", self.connected)
        event.listen(engine, "before_execute", Watcher.before)

    def connected(self, conn, branch):
        print(conn)

    @staticmethod
    def before(conn, clauseelement, multiparams, params):
        pass


@event.listens_for(Pool, "reset")
def reset(dbapi_connection, record):
    pass


event.listen(mapper, "init", called)
event.listen(orm.mapper, "load", called)
event.listen(engine, "dbapi_error", called)


@event.listens_for(engine, "engine_connect")
def reads(conn, branch):
    if branch:
        # a connection of a connection (goes)
        return

    try:
        conn.scalar(select([1]))
    except Exception:
        conn.execute(text("SELECT 1"))


@event.listens_for(engine, "engine_connect")
def sets(conn):
    conn.execute(text("SET search_path TO app"))


@event.listens_for(engine, "engine_connect")
def leaves(conn):
    if conn.scalar(text("select 1")):
        return
    print(conn)


@event.listens_for(engine, "engine_connect")
def ends(conn):
    conn.execute(text("SET search_path TO app"))
    conn.commit()


@event.listens_for(engine, "engine_connect")
def keeps(conn):
    conn.info["rows"] = conn.execute(select([1]))


@event.listens_for(engine, "engine_connect")
def sets_by_function(conn):
    conn.execute(text("SELECT set_config('search_path', 'app', false)"))
