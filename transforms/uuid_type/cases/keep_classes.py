from pydantic import UUID4
from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import UUID

metadata = MetaData()
users = Table("users", metadata, Column("id", UUID(as_uuid=True), primary_key=True))


def is_uuid(column):
    return isinstance(column.type, UUID) or UUID4(as_uuid=True)
