import uuid

from sqlalchemy import Column, MetaData, String, Table, TypeDecorator, cast
from sqlalchemy.dialects import mssql, postgresql
from sqlalchemy.dialects.postgresql import UUID

table = Table(
    "t",
    MetaData(),
    Column("a", UUID),
    Column("b", UUID()),
    Column("c", UUID(as_uuid=True)),
    Column("d", postgresql.ARRAY(UUID)),
    Column("e", mssql.UNIQUEIDENTIFIER()),
    Column("f", String(36).with_variant(UUID, "postgresql")),
)


class Guid(TypeDecorator):
    impl = String

    def load_dialect_impl(self, dialect):
        return dialect.type_descriptor(postgresql.UUID())

    def process_bind_param(self, value, dialect):
        return cast(str(value), UUID), uuid.UUID(value), isinstance(value, UUID)
