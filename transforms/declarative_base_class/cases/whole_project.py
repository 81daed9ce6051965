"""The models' base."""

import re
from typing import Any

from sqlalchemy import MetaData
from sqlalchemy.ext.declarative import declarative_base, declared_attr
from sqlalchemy.orm import relationship

# Names of constraints, for migrations.
Base: Any = declarative_base(  # noqa: N801
    metadata=MetaData(
        naming_convention={
            "pk": "pk_%(table_name)s",  # primary keys
        },
    ),
)
def helper():
    pass


Plain = declarative_base(metadata=MetaData(
    schema="plain",
))
