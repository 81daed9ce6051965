"""Syntax of 3.14."""

try:
    pass
except A, B:
    pass
except C.d, (E), f(g, h):
    pass
except F:
    pass
except G,:
    pass
t"a{b!r:>{c}}d" T'{e}' rt"\{f}" tR"{g}"
