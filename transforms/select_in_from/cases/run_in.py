from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine, select

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String))
posts = Table("posts", metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))


def observe():
    engine = create_engine("sqlite://")
    metadata.create_all(engine)
    with engine.begin() as connection:
        connection.execute(users.insert(), [{"id": 1, "name": "a"}, {"id": 2, "name": "b"}, {"id": 3, "name": None}])
        connection.execute(posts.insert(), [{"id": 1, "user_id": 1}, {"id": 2, "user_id": 1}, {"id": 5, "user_id": 3}])
    authors = select(posts.c.user_id).where(posts.c.id < 5).subquery()
    newest = select(users.c.id).order_by(users.c.id.desc()).limit(1).subquery()
    # Both tables: the statement around it has one of them as well.
    named = select(posts.c.user_id).where(posts.c.user_id == users.c.id).where(users.c.name == "a").subquery()
    again = select(posts.c.user_id).subquery()
    both = select(posts.c.user_id).subquery()
    found = []
    with engine.connect() as connection:
        for statement in [
            select(users.c.id).where(users.c.id.in_(authors)),
            select(users.c.id).where(users.c.id.not_in(authors)),
            select(users.c.id).where(users.c.id.in_(newest)),
            select(users.c.id).where(users.c.id.in_(named)),
            select(users.c.id).where(users.c.id.in_(again)).where(users.c.id == 1),
            select(users.c.id).where(users.c.id.in_(both)).where(users.c.id == both.c.user_id),
            select(users.c.id).where(users.c.id.in_(select(users.c.id).where(users.c.name == "b").subquery())),
            select(posts.c.id).where(posts.c.user_id.in_(select(posts.c.id).subquery())),
        ]:
            found.append([list(row) for row in connection.execute(statement.order_by(statement.selected_columns[0]))])
        # A list in IN of a change stays a subquery: MySQL wants it.
        connection.execute(users.delete().where(users.c.id.in_(select(users.c.id).where(users.c.name == "b").subquery())))
        found.append([list(row) for row in connection.execute(select(users.c.id).order_by(users.c.id))])
    return found
