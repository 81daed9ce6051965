from sqlalchemy import (
    Column,
    ForeignKey,
    Integer,
    MetaData,
    String,
    Table,
    create_engine,
    exists,
    func,
    select,
    text,
    union,
)

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
addresses = Table(
    "addresses",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("user_id", Integer, ForeignKey("users.id")),
)
COLUMNS = [users.c.id, users.c.name]


def chosen(columns, where=None, order=None):
    if order is None:
        order = [users.c.id]
    return select(columns, where, order_by=order)


def found(where=None):
    return users.select(where)


def statements():
    yield select([users.c.name], order_by=[users.c.id.desc()])
    yield select([users.c.name], distinct=True, order_by=users.c.name)
    yield select([users], users.c.id > 1, limit=2, offset=1, order_by=users.c.id)
    yield select([users.c.name, func.count(users.c.id)], group_by=[users.c.name],
                 having=func.count(users.c.id) > 1)
    yield select([func.count()], from_obj=[users.join(addresses)])
    yield select([func.count()], from_obj=users)
    yield select(["*"], from_obj=users, order_by=text("1"))
    yield select([1])
    yield select((users.c.id, users.c.name)).order_by(users.c.id)
    yield select(users.c).order_by(users.c.id)
    yield select(c for c in users.c).order_by(users.c.id)
    yield chosen(COLUMNS)
    yield chosen(COLUMNS, users.c.name == "ed")
    yield chosen([users.c.id] + COLUMNS[1:], None)
    yield found().order_by(users.c.id)
    yield found(users.c.name.is_(None))
    yield select([users.c.id], exists([addresses.c.id], addresses.c.user_id == users.c.id)).order_by(users.c.id)
    yield select([users.c.id], ~exists(["*"]).where(addresses.c.user_id == users.c.id)).order_by(users.c.id)
    yield select([users.c.id], exists([addresses.c.id, addresses.c.user_id], addresses.c.user_id == users.c.id))
    yield union(select([users.c.id]), select([addresses.c.id]), order_by="id", limit=4)
    yield users.join(addresses).select(users.c.id == 1, order_by=addresses.c.id)
    yield select([users.c.id, select([func.count(addresses.c.id)],
                                     addresses.c.user_id == users.c.id).scalar_subquery()],
                 order_by=users.c.id)


def labels():
    return select([users, addresses], use_labels=True, whereclause=users.c.id == addresses.c.user_id)


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        for key, name in [(1, "ed"), (2, "ed"), (3, "wendy"), (4, None)]:
            connection.execute(users.insert().values(id=key, name=name))
        for key, user in [(10, 1), (11, 1), (12, 3)]:
            connection.execute(addresses.insert().values(id=key, user_id=user))
        seen = [[list(row) for row in connection.execute(statement)] for statement in statements()]
        seen.append(list(connection.execute(labels()).keys()))
        seen.append([str(statement) for statement in statements()])
    return seen
