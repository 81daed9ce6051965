from sqlalchemy import old


def f(x):
    # Twice, one inside the other.
    return old(old(x))  # here
