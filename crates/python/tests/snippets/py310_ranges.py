"""Places where ranges are easily wrong."""

(x := (1))
print(y := ((2)), [z := (3), w := f((4))])
if (n := (len(x))) > 1: pass;
while (line := (yield)): ...

match x, y:
    case 1, 2:
        pass
    case [a, *rest] if (b := (a)):
        pass
    case {"k": v, **others}:
        pass
    case Point(x=0, y=(0 | 1)) as p:
        pass
    case -1 | 1j | "a" "b" | None | a.b:
        pass

match (x), (y),:
    case _:
        pass
match *x, y:
    case _: pass
match x,:
    case _: pass
match (x),:
    case _: pass
match (x, y):
    case (_): pass

match = 1
match.x = 2
match[0]: int = 3
match.attr: int = 3
match(x)[0]: int
case = 1
case.x: int = 1
print(match, case, match (x), case [1])
match[0].y = lambda: 0
match [x]:
    case [0]: pass
match (x):
    case (0): pass

with (open(a), open(b)): pass
with (open(a) as c, open(b),): pass
with (open(a)) as d, (e): pass
with (yield): pass

f(x for x in y)
f((x for x in y))
f((x for x in y), 1)
f(*a, b=1, *c, **d)
class B(C, *D, metaclass=E, **F): x: int = 1; y = 2;

@(decorator)
@other.one(1)
async def g(a, /, b: int = (1), *args: tuple, c=2, d, **kwargs: dict) -> (int): return (yield), 1

lambda a, /, b=(1), *args, c=2, **kwargs: (a)
lambda *, a: (lambda: 0)
a[b, c:d, ::e, ...]
a[(b, c)]
a[b,]
(a)[b].c(d).e((f), (g))
x = y = (z)
x, = y
(x), (y) = z
x: (int) = (1)
(x): int
del (x), y[0], (a, b)
assert (x), (y)
raise (x) from (y)
try: pass
except (A, B) as e: pass;
except (A): pass
else: pass
finally: pass
try:
    pass
except* (A): pass
a if (b) else (c)
not (a) and (b) or (c)
a < (b) <= (c) is not d not in e
{**a, (b): (c), "d": e}
{(a), *b}
[*a, (b)]
{a: b for (a), b in c if (d) if e}
"a" 'b' """c
d"""
b"a" b"b"
-1 ** -(2)
await_ = 1; x = 2 ;
for (i) in (j), k: pass
for i, j in k: pass
else: pass
import a.b.c as d, e
from . import (f as g, h,)
from ...x.y import *
global_ = "ü", "€", "𝒳"; ü = y.ü(é="ü")
def t(): global a, b; nonlocal_ = 1; return
async def u():
    async with a as b, c: pass
    async for d in e: pass
    return [await f async for f in g]
def deep():
	if x:
		return (
  	    1
		)
