import sqlalchemy
from sqlalchemy import case, column

x = column("x")
pair = (x == 1, "a")
roles = {"a": "b"}


def case_of(whens):
    return [whens]


def look(condition, conditions):
    case((x == 1, "a"), (x == 2, "b"), else_="c")
    case((x == 1, "a"))
    case(pair, else_="c")
    case(condition, else_="c")
    case(*conditions)
    case({"a": "b"}, value=x)
    case(roles, value=x, else_="c")
    sqlalchemy.case((x == 1, "a"), pair)
    case_of([1])
    return x.case([1])
