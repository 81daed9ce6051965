# settings: unsafe
import sqlalchemy as sa
from sqlalchemy.dialects import postgresql
from sqlalchemy.dialects.postgresql import UUID as PgUUID

metadata = sa.MetaData()
users = sa.Table(
    "users",
    metadata,
    sa.Column("id", PgUUID(as_uuid=True), primary_key=True),
    sa.Column("other", postgresql.UUID(as_uuid=True).with_variant(sa.CHAR(32), "sqlite")),
)
