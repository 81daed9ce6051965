from flask import abort

from extensions import db
from models import User


def delete(key):
    if not User.query.filter_by(id=key).delete():
        abort(404)
    db.session.commit()


def rename(key, name):
    db.session.query(User).filter(User.id == key).update({User.name: name})
    User.query.filter(User.name.is_(None)).update(dict(name="?"), synchronize_session=False)
    db.session.commit()
