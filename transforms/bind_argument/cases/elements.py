from sqlalchemy import DDL, Column, Integer, MetaData, Table, create_engine, func, select
from sqlalchemy.schema import CreateIndex, CreateTable, DropTable

engine = create_engine("sqlite://")
users = Table("users", MetaData(), Column("id", Integer))


def elements(connection):
    text = str(CreateTable(users, bind=engine)).strip()
    connection.execute(DropTable(users, bind=engine))
    select(func.max(users.c.id, bind=engine))
    kept = DDL("drop table users", bind=engine)
    func.now(bind=engine).scalar()
    return text, kept, str(func.now(bind=engine))
