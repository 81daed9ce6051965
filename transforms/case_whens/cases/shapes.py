# settings: unsafe
import sqlalchemy as sa
from sqlalchemy import case, column

x = column("x")

simple = case([(x == 1, "a"), (x == 2, "b")], else_="c")
long = sa.case(
    [
        (x == 1, "a"),  # one
        (x == 2, "b"),
    ],
    else_="c",
)
aligned = sa.case([(x == 1, "a"),
                   (x == 2, "b")],
                  else_="c")
named = case(whens=[(x == 1, "a")], else_="c")
moved = case(else_="c", whens=[(x == 1, "a"), (x == 2, "b"),])
of_value = case(value=x, whens={"a": "b"}, else_="c")
of_pairs = case(value=x, whens=[("a", "b")])
positions = case([("a", "b")], x, "c")
by_mapping = case({"a": "b"}, x, "c")
whens = [(x == 1, "a")]
listed = case(whens, else_="c")
made = case([(x == i, i) for i in range(3)], else_=0)
generated = case(whens=((x == i, i) for i in range(3)))
tuples = case(((x == 1, "a"), (x == 2, "b")), else_="c")


def given(whens, pairs, flag):
    mapping = {"a": "b"} if flag else [("a", "b")]
    some = pairs
    some = [(x == 1, "a")]
    yield case(whens, else_="c")
    yield case(whens=pairs)
    yield case(mapping, value=x)
    yield case(some)
    yield case([(x == 1, "a")], **pairs)
