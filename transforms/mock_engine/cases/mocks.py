import sqlalchemy as sa
from sqlalchemy import create_engine

one = create_engine("sqlite://", strategy="mock", executor=lambda sql, *a, **k: None)
two = sa.create_engine(
    "sqlite://",
    executor=dump,
    strategy="mock",
)
three = create_engine("sqlite://", strategy="mock", **options)
four = create_engine("sqlite://")
