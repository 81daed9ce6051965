from sqlalchemy import bindparam, create_engine, select, text

from app.tables import users

engine = create_engine("sqlite://")
by_id = select(users).where(users.c.id == bindparam("id"))


def find(x):
    with engine.connect() as connection:
        first = connection.execute(by_id.params(id=1)).first()
        second = connection.execute(by_id.params({"id": x})).first()
        third = connection.execute(
            select(users.c.id)
            .where(users.c.id == bindparam("x"), users.c.name == bindparam("y"))
            .params(x=(x or 1), y="a")
        ).all()
        fourth = connection.scalar(text("select :x").params(x=5))
    return first, second, third, fourth
