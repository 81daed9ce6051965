"""Type parameters."""

class A[T]: pass
class B[T: int, *Ts, **P](Base[T], metaclass=M): pass
def f[T: (int, str)](x: T, /) -> T: ...
async def g[T](x: T): ...
type X = int
type Y[T, *Ts] = dict[T, Ts]
type type = int
type match[T] = T
type = 1
type(x)[0]: int = 1
type[0]: int
type.x = 1
def h(x=[a == b, c]): ...
class C(x[a]): y = z[1]
