from typing import Optional, Union

import sqlalchemy as sa
from sqlalchemy.engine import Connectable


class Store(object):
    bind: Optional[Connectable] = None

    def load(self, bind: Union[str, Connectable], other=None) -> Connectable:
        if isinstance(bind, (str, Connectable)):
            return bind
        assert issubclass(type(bind), sa.engine.Connectable)
        return other


class Fake(Connectable):
    pass
