"""The old name of the class is there on 2.x, and so is what every class has."""
from sqlalchemy.orm import collections
from sqlalchemy.orm.collections import MappedCollection


class Notes(MappedCollection):
    def __init__(self):
        MappedCollection.__init__(self, lambda note: note.name)


class Words(collections.MappedCollection):
    def __init__(self):
        collections.MappedCollection.__init__(self, lambda word: word.text)
