import sqlalchemy
from sqlalchemy import create_engine, engine_from_config
from sqlalchemy.ext.asyncio import create_async_engine
from sqlalchemy.pool import QueuePool

ENCODING = "utf-8"
SQLALCHEMY_ENGINE_OPTIONS = {"pool_pre_ping": True, "encoding": "utf8"}
one = create_engine("sqlite://", convert_unicode=True)
two = create_engine("sqlite://", encoding="utf-8", echo=True)
three = create_engine(
    "sqlite://",
    encoding="latin1",
    case_sensitive=True,
)
four = sqlalchemy.create_engine("sqlite://", case_sensitive=False, empty_in_strategy="dynamic")
five = create_engine("mssql://", implicit_returning=False)
six = create_engine("postgresql://", server_side_cursors=True, future=True)
seven = create_engine("sqlite://", listeners=[], future=False)
eight = create_engine("sqlite://", listeners=[Listener()])
nine = create_engine("sqlite://", strategy="threadlocal")
ten = engine_from_config({"sqlalchemy.url": "sqlite://"}, encoding=ENCODING)
eleven = create_async_engine("sqlite+aiosqlite://", convert_unicode=True)
pool = QueuePool(connect, use_threadlocal=True, max_overflow=10)
options = {"encoding": "utf-8", "echo": True}
twelve = create_engine("sqlite://", **options)
app.config["SQLALCHEMY_ENGINE_OPTIONS"] = {
    "pool_size": 10,
    "convert_unicode": True,
}
thirteen = create_engine("sqlite://", _json_serializer=dumps)
