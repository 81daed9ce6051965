from sqlalchemy import and_, or_, select, table, column

users = table("users", column("id"), column("name"))


def all_of(*criteria):
    return criteria


def look(criteria):
    select(users).where(and_(users.c.id == 1))
    select(users).where(and_(True, *criteria))
    select(users).where(or_(False, *criteria))
    select(users).where(all_of(*criteria))
    return all_of()
