from models import User


def update():
    return User.query.filter(User.name == "").update({"name": None})
