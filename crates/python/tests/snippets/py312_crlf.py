x = f"""a
{b}
  {c.d("x")}
"""
if x:
    y(\
  1)
f"{
 a}" if 0 else 1
