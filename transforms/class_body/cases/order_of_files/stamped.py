from sqlalchemy import Column, DateTime


class Stamped:
    created = Column(DateTime)
