"""A blog with authors, tags and comments; speaks JSON."""
from flask import Flask, jsonify

from .extensions import db


def create_app(config=None):
    """The application factory.  `config` wins over the defaults."""
    app = Flask(__name__)
    app.config["SQLALCHEMY_TRACK_MODIFICATIONS"] = False
    app.config["SQLALCHEMY_DATABASE_URI"] = "sqlite://"
    app.config["POSTS_PER_PAGE"] = 5
    app.config.update(config or {})

    db.init_app(app)

    from .views import api
    app.register_blueprint(api)

    @app.errorhandler(404)
    def not_found(error):
        return jsonify(error=error.description), 404

    return app


def init_db(app):
    """Create all tables that are not there yet."""
    with app.app_context():
        db.create_all()
