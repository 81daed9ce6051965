from model import OrderLine


def allocate(orderid, sku, qty, uow):
    line = OrderLine(orderid, sku, qty)
    with uow:
        product = uow.products.get(sku)
        ref = product.allocate(line)
        uow.commit()
    return ref
