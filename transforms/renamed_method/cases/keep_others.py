import copy
import shutil
from collections import OrderedDict

from sqlalchemy import Column, Integer, MetaData, Table

data = {"a": 1}
data.copy()
OrderedDict().copy()
shutil.copy("a", "b")
copy.copy(data)
users = Table("users", MetaData(), Column("id", Integer))
users.to_metadata(MetaData())


class Shape(object):
    def tometadata(self, target):
        return target

    def copy(self):
        return self


Shape().tometadata(1)
Shape().copy()
unknown.tometadata(1)
unknown.copy()
