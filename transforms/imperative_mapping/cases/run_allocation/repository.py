import abc

from sqlalchemy.orm import joinedload

import model
import orm


class AbstractRepository(abc.ABC):
    @abc.abstractmethod
    def get(self, sku):
        raise NotImplementedError


class SqlAlchemyRepository(AbstractRepository):
    def __init__(self, session):
        self.session = session

    def add(self, product):
        self.session.add(product)

    def get(self, sku):
        return self.session.query(model.Product).filter_by(sku=sku).with_for_update().first()

    def by_key(self, sku):
        return self.session.query(model.Product).get(sku)

    def list(self):
        return self.session.query(model.Batch).options(joinedload("_allocations")).order_by(model.Batch.reference).all()

    def get_by_batchref(self, batchref):
        return (
            self.session.query(model.Product)
            .join("batches")
            .filter(orm.batches.c.reference == batchref)
            .first()
        )
