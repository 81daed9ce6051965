from fancy.mapping import mapper
from sqlalchemy.orm import Mapper, class_mapper, object_mapper, registry
from starlette import routing

mapper_registry = registry()


class Thing:
    pass


mapper(Thing, "things")
routing.mapper(Thing)
mapper_registry.map_imperatively(Thing, None)


def look(thing: Thing) -> Mapper:
    return class_mapper(Thing) or object_mapper(thing)
