from sqlalchemy import Column, Integer, MetaData, Table, create_engine, select

jobs = Table("jobs", MetaData(), Column("id", Integer, primary_key=True))


class Store:
    def __init__(self, url=None, engine=None):
        if engine:
            self.engine = found(engine)
        else:
            self.engine = create_engine(url)

    def ids(self, *conditions):
        query = select([jobs.c.id])
        query = query.where(*conditions) if conditions else query
        for row in self.engine.execute(query):
            print(row.id)

    def remove(self):
        self.engine.execute(jobs.delete())


class Other:
    def __init__(self, engine):
        self.engine = found(engine)

    def ids(self):
        return self.engine.execute(select([jobs.c.id])).fetchall()
