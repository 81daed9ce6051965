import uuid

from sqlalchemy import Column, MetaData, Table
from sqlalchemy.dialects.postgresql import UUID

metadata = MetaData()
users = Table(
    "users",
    metadata,
    Column("id", UUID(as_uuid=True), primary_key=True),
    Column("other", UUID()),
)
