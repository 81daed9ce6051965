"""Domain classes that know nothing of the database, and a module that maps them when the application starts."""
from datetime import date

from sqlalchemy import create_engine
from sqlalchemy.orm import clear_mappers, sessionmaker
from sqlalchemy.pool import StaticPool

import model
import orm
import repository
import services
from unit_of_work import SqlAlchemyUnitOfWork


def observe():
    found = []
    for round_ in range(2):
        engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
        orm.metadata.create_all(engine)
        orm.start_mappers()
        factory = sessionmaker(bind=engine)
        session = factory()
        session.execute("INSERT INTO products (sku, version_number) VALUES ('CHAIR', 1), ('LAMP', 5)")
        session.execute(
            "INSERT INTO batches (reference, sku, _purchased_quantity, eta) VALUES (:ref, :sku, 10, :eta)",
            [
                {"ref": "b1", "sku": "CHAIR", "eta": None},
                {"ref": "b2", "sku": "CHAIR", "eta": "2011-01-02"},
                {"ref": "b3", "sku": "LAMP", "eta": None},
            ],
        )
        session.commit()
        found.append(services.allocate("o1", "CHAIR", 8, SqlAlchemyUnitOfWork(factory)))
        found.append(services.allocate("o2", "CHAIR", 8, SqlAlchemyUnitOfWork(factory)))
        repo = repository.SqlAlchemyRepository(session)
        found.append([batch.reference for batch in repo.list()])
        found.append(repo.get_by_batchref("b2").sku)
        found.append([repo.by_key("LAMP").version_number, repo.by_key("DESK")])
        batch = session.query(model.Batch).filter_by(reference="b1").one()
        found.append([batch.available_quantity, batch.product.sku])
        line = session.query(model.OrderLine).filter(model.OrderLine.orderid == "o2").one()
        found.append([batch.reference for batch in line.batches])
        found.append(sorted(str(b.eta) for b in session.query(model.Batch).filter(model.Batch.eta == None)))  # noqa: E711
        found.append(session.query(model.OrderLine.qty).filter_by(orderid="nobody").first())
        new = model.Batch("b4", "LAMP", 3, date(2012, 1, 1))
        session.add(new)
        session.commit()
        found.append([new.product.sku, len(new.product.batches)])
        session.close()
        clear_mappers()
    return found
