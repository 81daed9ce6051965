from models import Author


def index():
    return Author.query.order_by(Author.name).all(), Author.query.count()


def show(name: str):
    return Author.query.filter(Author.name == name).one_or_none()


def page(number):
    return Author.query.paginate(page=number)
