import re
from sqlalchemy import select, text

PATTERN = re.compile("a")


def look(router, value):
    PATTERN.match(value)
    re.match("a", value)
    router.match("/users")
    return select(text("1"))
