from cache import OnlyRows, UserCache
from tables import engine


class Context:
    def __init__(self):
        self.user_cache = UserCache(engine.connect())
        self.row_source = OnlyRows(engine)
        self.two_owners = OnlyRows(engine)
        self.cache = OnlyRows(engine)


class Other:
    def __init__(self):
        self.two_owners = {}
