"""F-strings that only newer releases understand."""

f"{a["b"]}" f'{a['b']}' f"{f"{f"{f"{1}"}"}"}"
f"{
    a  # a comment with } and " and '
    + b
}"
f"{a = # comment
}" f"{'\n'.join(x)}" f"{"\n"}"
f"""{"""x"""}{'''y'''}"""
f"{a:{b:{c}}}"
f"{
a
!r
:>{
w}}"
f"{"".join(f"{x["y"]}" for x in z if x["ü"])}"
f"{x:{y:>{z}}}" "{not a field}" f'{"{"}' f"{'}'}"
f"{f'{f"""{a}"""}'}"
