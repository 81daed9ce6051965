"""Columns that all models share."""
import datetime as dt

from sqlalchemy import Column, DateTime, ForeignKey, Integer, String


def key():
    return Column(Integer, primary_key=True)  # always a number


def reference(target, **options):
    return Column(Integer, ForeignKey(target), **options)


def text(length: int = 50, nullable: bool = True) -> Column:
    return Column(String(length), nullable=nullable)


def stamp(*args, **kwargs):
    kwargs.setdefault("default", dt.datetime.utcnow)
    return Column(DateTime, *args, **kwargs)


def anything(type_, **options):
    return Column(type_, nullable=False, **options)


def for_tables(name):
    return Column(name, Integer)


def for_both():
    return Column(Integer)


def worked_on():
    column = Column(Integer)
    column.info["seen"] = True
    return column


def unused():
    return Column(Integer)


def either(is_long):
    if is_long:
        return Column(String(500))
    return Column(String(50))
