from sqlalchemy import Column, Integer, MetaData, String, Table
from sqlalchemy.orm import Session, relationship


class Repository(object):
    def merge(self, one, two):
        return one, two


Repository().merge(1, 2)
String(30)
relationship("User", None, "User.id == Note.user_id")  # mapped-relationship has it
Session(engine)
Session(*arguments)
merge(1, 2, 3)
Table("users", MetaData(), Column("id", Integer), Column("name", String))
