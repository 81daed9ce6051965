from other import event as other_event
from pathlib import Path
from sqlalchemy import create_engine, event
from sqlalchemy.orm import Mapper, Session

engine = create_engine("sqlite://")


@event.listens_for(engine, "engine_connect")
def connected(conn):
    pass


@event.listens_for(engine, "engine_connect", named=True)
def named(conn, branch):
    pass


@event.listens_for(engine, "before_execute")
def before(conn, clauseelement, multiparams, params, execution_options):
    pass


@event.listens_for(engine, "before_execute")
def anything(*args):
    pass


@event.listens_for(Session, "after_bulk_update")
def updated(update_context):
    pass


@event.listens_for(Mapper, "init")
def init(target, args, kwargs):
    pass


@other_event.listens_for(engine, "engine_connect")
def other(conn, branch):
    pass


event.listen(Mapper, "load", init)
Path().remove("a", "reset")
