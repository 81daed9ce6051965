from sqlalchemy import select

from . import compat
from .compat import IS_SQLA_14

if not IS_SQLA_14:
    def columns(names):
        return select(list(names))
else:
    def columns(names):
        return select(*names)

print(1 if compat.IS_SQLA_14 else 2)
