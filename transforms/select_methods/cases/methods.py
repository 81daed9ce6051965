# settings: unsafe
import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, Table, exists, func, select, union
from sqlalchemy.orm import Session

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer))
addresses = Table("addresses", metadata, Column("id", Integer))


def scalars(session: Session, given, kept):
    statement = select(users.c.id)
    made = statement.subquery()
    yield statement.as_scalar()
    yield union(statement, statement).as_scalar()
    yield session.query(users.c.id).as_scalar()
    yield statement.where(users.c.id == 1).alias().as_scalar()
    yield statement.subquery("named").as_scalar()
    yield made.as_scalar()
    yield given.as_scalar()
    yield kept.find().as_scalar()


def names(columns):
    statement = select(users)
    yield statement.apply_labels()
    yield (
        statement
        .apply_labels()
        .column(addresses.c.id)
    )
    yield statement.alias(), statement.alias("u"), statement.alias(name="u"), statement.alias(flat=True)
    yield statement.with_only_columns([users.c.id])
    yield statement.with_only_columns([
        users.c.id,  # the key
    ])
    cols = [users.c.id]
    yield statement.with_only_columns(cols)
    yield columns.with_only_columns([users.c.id])
    yield statement.froms
    yield func.sum(users.c.id).over().func.name
    yield users.count()
    yield users.count(users.c.id > 1)


def positions(options):
    statement = select(users)
    yield statement.join(addresses, None, True)
    yield statement.join(addresses, users.c.id == addresses.c.id, False, True)
    yield statement.join_from(users, addresses, None, True)
    yield statement.outerjoin(addresses, None, True)
    yield statement.with_for_update(True)
    yield statement.with_for_update(False, True, users)
    yield statement.with_for_update(*options)
    yield func.sum(users.c.id).over(users.c.id)
    yield func.sum(users.c.id).over(None, [users.c.id], (None, 0))
    yield func.sum(users.c.id).filter(users.c.id > 1).over(users.c.id)


def existing():
    yield exists(select(users.c.id).where(users.c.id == 1))
    yield ~sa.exists(
        # any
        select(users.c.id)
    )
