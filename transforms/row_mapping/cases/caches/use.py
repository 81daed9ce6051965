from tables import users


def one(context, name):
    user = context.user_cache.named(name)
    return user["id"]


def every(context):
    return [dict(**user) for user in context.user_cache.get_all()]


def rows(context):
    return [row["name"] for row in context.row_source.get_all()]


def ambiguous(context):
    return [row["name"] for row in context.two_owners.get_all()]


def plain(context):
    return [row["name"] for row in context.cache.get_all()]


def count(context):
    return len(context.row_source.get_all()) + len(users.c)
