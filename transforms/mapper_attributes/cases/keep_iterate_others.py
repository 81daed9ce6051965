from sqlalchemy import inspect


class Own:
    iterate_properties = ()


def reads(model, mapper):
    print(Own().iterate_properties, Own.iterate_properties)
    mapper.iterate_properties()
    return inspect(model).attrs
