import sqlalchemy


def older(x):
    return older(x) or x.very_old
