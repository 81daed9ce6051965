from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine
from sqlalchemy.orm import Session, clear_mappers, mapper, relationship
from sqlalchemy.pool import StaticPool

metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True), Column("name", String(20)))
posts = Table(
    "posts",
    metadata,
    Column("id", Integer, primary_key=True),
    Column("kind", String(10)),
    Column("user_id", ForeignKey("users.id")),
)


class User:
    def __init__(self, name):
        self.name = name


class Post:
    pass


class Draft(Post):
    pass


def start_mappers():
    mapper(User, users, {"posts": relationship(Post, backref="user", order_by=posts.c.id)})
    made = mapper(Post, posts, polymorphic_on=posts.c.kind, polymorphic_identity="post")
    mapper(Draft, inherits=made, polymorphic_identity="draft")
    return made


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    metadata.create_all(engine)
    found = []
    for round_ in range(2):
        made = start_mappers()
        found.append(made.local_table.name)
        with Session(engine) as session:
            user = User("ed")
            user.posts = [Post(), Draft()]
            session.add(user)
            session.commit()
            found.append([type(post).__name__ for post in user.posts])
            found.append(session.get(Draft, user.posts[1].id).user.name)
            found.append(session.query(Post).count())
        clear_mappers()
    return found
