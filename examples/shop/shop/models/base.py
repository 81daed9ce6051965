"""What the models have in common."""
from datetime import datetime

from sqlalchemy import Column, DateTime, Integer

from ..db import Base


class TimestampMixin(object):
    """When a row was written first, and last."""

    created_at = Column(DateTime, default=datetime.utcnow, nullable=False)
    updated_at = Column(DateTime, onupdate=datetime.utcnow)  # NULL until the first change


class Model(Base):
    """Abstract base of everything with a surrogate key."""

    __abstract__ = True

    id = Column(Integer, primary_key=True)

    def __repr__(self):
        return "<%s %s>" % (type(self).__name__, self.id)
