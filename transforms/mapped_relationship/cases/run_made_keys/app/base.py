from sqlalchemy import Column, ForeignKey, Integer, String
from sqlalchemy.orm import declarative_base

Base = declarative_base()

__all__ = ["Base", "key", "name"]


def key():
    return Column(Integer, primary_key=True)


def key_to(target, **options):
    return Column(Integer, ForeignKey(target), **options)


def name(length):
    return Column(String(length), nullable=False)
