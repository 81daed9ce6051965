from flask import Flask, current_app
from flask_sqlalchemy import SQLAlchemy
from flask_sqlalchemy import SQLAlchemy as BaseSQLAlchemy

app = Flask(__name__)
db = SQLAlchemy(app, True)
options = SQLAlchemy(app, use_native_unicode=True, session_options={})
bare = SQLAlchemy(app, False)
many = SQLAlchemy(
    app,
    True,
    {},
    None,
)


class Custom(BaseSQLAlchemy):
    def apply_pool_defaults(self, app, options):
        return options

    def apply_driver_hacks(self, app, sa_url, options):
        return sa_url, options


custom = Custom(None, True)


class User(db.Model):
    id = db.Column(db.Integer, primary_key=True)


tags = db.Table("tags", db.metadata, db.Column("a", db.Integer), info={"bind_key": "other"})


def tables(self):
    db.create_all(app=app)
    db.drop_all("__all__", app)
    db.create_all(bind="users")
    db.reflect(bind=["users"], app=self.app)
    db.create_all(
        bind=None,
        app=app,
    )
    db.create_all(app=current_app)
    db.create_all(app=None)
    with app.app_context():
        db.create_all(app=app)
    if app: db.create_all(app=app)
    db.create_all(app=Flask("other"))
    return db.create_all(app=app)


def engines(key):
    db.get_engine()
    db.get_engine(None)
    db.get_engine(current_app, "users")
    db.get_engine(bind=key)
    db.get_engine(app)
    db.get_engine(app, bind="users").dispose()


def gone():
    db.get_app()
    db.get_binds()
    db.make_connector(app)
    db.create_scoped_session()


def pages(key, pagination):
    found = User.query.order_by(User.id).paginate(1, 20, False)
    User.query.paginate(key, per_page=20)
    db.session.query(User).paginate(1)
    found.iter_pages(2, 2, 5, 2)
    found.iter_pages(1, 1, key)
    pagination.iter_pages(2)
    User.query.paginate(*key)


def state():
    app.extensions["sqlalchemy"].db.create_all()
    return current_app.extensions["sqlalchemy"].connectors
