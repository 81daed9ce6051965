from sqlalchemy import delete, update
from sqlalchemy.orm import DeclarativeBase, Mapped, Session, mapped_column


class Base(DeclarativeBase):
    pass


class User(Base):
    __tablename__ = "users"
    id: Mapped[int] = mapped_column(primary_key=True)
    age: Mapped[int]


class Store:
    def query(self, kind):
        return self

    def filter(self, *criteria):
        return self

    def update(self, values):
        return 0

    def delete(self):
        return 0


def run(session: Session, store: Store, client, cache: dict, user: User):
    store.query(User).filter(1).update({"age": 1})
    store.query("users").delete()
    client.query("users").filter(id=1).delete()
    cache.update({"age": 1})
    session.delete(user)
    session.execute(delete(User).where(User.age > 3))
    return session.execute(update(User).values({"age": 1}).execution_options(synchronize_session=False)).rowcount
