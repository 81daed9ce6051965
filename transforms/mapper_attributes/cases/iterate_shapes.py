from sqlalchemy import inspect
from sqlalchemy.orm import class_mapper


def reads(model, mapper):
    for prop in class_mapper(model).iterate_properties:
        print(prop.key)
    first = next(mapper.iterate_properties)
    names = sorted(p.key for p in model._sa_class_manager.mapper.iterate_properties)
    found = list(inspect(model).iterate_properties)
    return first, names, found, mapper.iterate_properties
