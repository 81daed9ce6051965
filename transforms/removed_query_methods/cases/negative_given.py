"""A dynamic relationship that a class is given from outside is known by its name."""
from sqlalchemy.orm import relationship


def track(model, version):
    model.versions = relationship(version, lazy="dynamic", order_by="transaction_id")
    model.copies = relationship(version)


def latest(article):
    return article.versions[-1], article.versions[0], article.copies[-1]


class Package:
    def __init__(self):
        self.versions = ["1.0", "1.1"]

    def newest(self):
        return self.versions[-1]
