from sqlalchemy import create_engine, func
from sqlalchemy.orm import Session

engine = create_engine("sqlite://")
session = Session(bind=engine)


class DDL:
    def __init__(self, text, bind):
        self.bind = bind


DDL("x", bind=engine)
func.now()
