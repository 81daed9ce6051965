from sqlalchemy import event
from sqlalchemy.orm import Query


@event.listens_for(Query, "before_compile_delete", retval=True)
def keep_the_dead(query, context):
    return query.filter_by(alive=True)
