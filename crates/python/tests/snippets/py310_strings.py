"""F-strings as every release has them."""

f"plain"
f""
f"{{}}" f"{a}" "b" f"c{d}e" "f"
"a" f"{b}"
f"{a}" "b"
f"{a,}{b, c}{(d, e)}{ (f) }"
f"{a!r}{b!s:>{width}}{c:{d}.{e!r}}{f=}{g = !s}{h=:>10}{i = }"
f"{x:%Y-%m-%d}" f"{ {1: 2}[1] }" f"{ {1} }"
f"{a['b']}" f'{a["b"]}' f"{a.b(c, d=e)[f:g]}"
f"{a if b else c}{lambda_}{(lambda: 1)()}{x!=y}{x==y}{x<=y}{x>=y}"
f"""{
a +
  b.c(d,
     e)
}
{f}"""
F"{a}" rf"\{a}\d{b}" Rf'{c}' fR"{d}\\"
f"\{a}\n\N{DIGIT ONE}{b}\x41\u1234{c}\\{d}"
rf"\N{a}"
f"ü{a}€{b.ü('é')}𝒳"
f"{yield_}{(yield)}{await_}"
f'''{a:
}''' if 0 else f"""{b:x
}"""
call(f"{session.query(User).get(1)}", x=f"{y}")[f"{z}"]
f"{a:{b}{c}d{e}}" f"{x:{{}}}" if 0 else 1
f"{*a, b}" f"{'a' 'b'}" f"{a:=5}" f"{a:!r}" f"{a!r:!}"
t = f"{(x:=1)}" f"{(y:=(1))}"
f"{a:{'>'}{10}}"
f"{f'{a}'}" f"""{f'{f"{a}"}'}"""
