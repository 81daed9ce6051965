"""What every class has, of a class that has a new name: the old one is an alias."""
from sqlalchemy.orm import collections
from sqlalchemy.orm.collections import MappedCollection


class Notes(MappedCollection):
    def __init__(self):
        MappedCollection.__init__(self, lambda note: note.name)


class Words(collections.MappedCollection):
    def __init__(self):
        collections.MappedCollection.__init__(self, lambda word: word.text)
