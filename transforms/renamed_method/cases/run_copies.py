import warnings

from sqlalchemy import Column, ForeignKey, Integer, MetaData, Table, create_engine, inspect

warnings.simplefilter("ignore")
engine = create_engine("sqlite://")
metadata = MetaData()
users = Table("users", metadata, Column("id", Integer, primary_key=True))
notes = Table("notes", metadata, Column("id", Integer, primary_key=True), Column("user_id", ForeignKey("users.id")))
metadata.create_all(engine)


def observe():
    target = MetaData()
    copied = [users.tometadata(target), notes.tometadata(target, schema="other", name="memos")]
    reflected = Table("notes", MetaData())
    inspect(engine).reflecttable(reflected, None)
    return [
        [table.fullname for table in copied],
        [key.target_fullname for key in copied[1].foreign_keys],
        [column.name for column in reflected.columns],
    ]
