import sqlalchemy as sa
from sqlalchemy import Column, Integer, MetaData, String, Table, func, select, union

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer), Column("name", String))
addresses = Table("addresses", metadata, Column("id", Integer))

aligned = sa.select([users.c.id,
                     users.c.name,  # the name
                     func.count(users.c.id)]).where(users.c.id == 1)
boxed = sa.select(
    [
        # all that is shown
        users.c.id,
        func.coalesce(
            users.c.name,
            "nobody",
        ),
    ]
)
full = sa.select(
    [
        users.c.id,
        users.c.name
    ],
    users.c.id == 1,
    from_obj=[users],
    distinct=True,
    limit=3,
)
commented = sa.select(
    [users.c.id],  # the key
    # only one
    users.c.id == 1,
    order_by=[
        users.c.id,
        users.c.name,
    ],
)
magic = select([
    users.c.id,
    users.c.name,
], whereclause=users.c.id == 1, use_labels=True)
broken = select([users.c.id, users.c.name, addresses.c.id, func.count(users.c.id)],
                whereclause=users.c.id == addresses.c.id,
                limit=10,
                offset=None)
leading = (
    select([users.c.id]  # the key
           , users.c.id == 1)
)
parenthesised = select(([users.c.id]), (users.c.id == 1), order_by=(users.c.id))
nested = select([select([func.count(users.c.id)], users.c.id > 3).as_scalar(), users.c.name,])
deep = select([users.c.id], users.c.id.in_(select([
    addresses.c.id,
], addresses.c.id > 3)))
united = union(
    select([users.c.id]),
    select([addresses.c.id]),
    order_by="id",
)
text = select([func.concat("""
    first""", """
    second"""), users.c.id])
trailing = select([users.c.id],)
hanging = sa.select(
    [func.coalesce(
        users.c.name
    )],
    from_obj=[users]
)
aligned_call = sa.select([func.coalesce(users.c.name,
                                        "nobody"),
                          func.concat(
                              users.c.name,
                              "x")])
