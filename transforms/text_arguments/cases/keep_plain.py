from sqlalchemy import bindparam, text


def plain(sql, bindparams=None):
    return sql


def look(sql):
    text("SELECT 1")
    text(sql).bindparams(x=1)
    text("SELECT :x").bindparams(bindparam("x"))
    return plain("SELECT 1", bindparams=[1])
