from sqlalchemy import create_engine

engine = create_engine("sqlite://")


class Scripts:
    def run(self, statements):
        with engine.begin() as connection:
            for statement in statements:
                connection.execute(statement)

    def other(self, things):
        with engine.begin() as connection:
            for thing in things:
                connection.execute(thing)


def main(unknown):
    scripts = Scripts()
    scripts.run(["DELETE FROM a", "DELETE FROM b"])
    scripts.run(("DELETE FROM c",))
    scripts.other(["DELETE FROM a"])
    scripts.other(unknown)


def itself(statements):
    with engine.begin() as connection:
        for statement in statements:
            connection.execute(statement)
    itself(statements)
