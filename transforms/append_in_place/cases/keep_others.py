from sqlalchemy import Column, Integer, MetaData, Table

users = Table("users", MetaData(), Column("id", Integer))
users.append_column(Column("name", Integer))


class Builder:
    def append_whereclause(self, clause):
        self.clause = clause


def look(anything):
    builder = Builder()
    builder.append_whereclause(1)
    anything.append_column(1)
    [].append(1)
