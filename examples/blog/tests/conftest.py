"""An application with a database file of its own for each test."""
import os
import sqlite3
import sys
from datetime import datetime

import pytest
from sqlalchemy import event

sys.path.insert(0, os.path.dirname(os.path.dirname(os.path.abspath(__file__))))

from blog import create_app, init_db  # noqa: E402
from blog.extensions import db  # noqa: E402
from blog.models import Comment, Post, Tag, User  # noqa: E402


@pytest.fixture()
def path(tmp_path):
    return str(tmp_path / "blog.db")


@pytest.fixture()
def app(path):
    app = create_app({"TESTING": True, "SQLALCHEMY_DATABASE_URI": "sqlite:///" + path})
    init_db(app)
    return app


@pytest.fixture()
def client(app):
    return app.test_client()


@pytest.fixture()
def sql(path, app):
    """Run plain SQL on a connection of its own."""
    def run(statement, *params):
        connection = sqlite3.connect(path)
        try:
            return connection.execute(statement, params).fetchall()
        finally:
            connection.close()
    return run


@pytest.fixture()
def blog(app):
    """
    ada (admin) wrote "orm" (tags: databases, python; 3 comments, 1 of them a reply) and a draft;
    ben wrote "sql" (tags: databases, sql); cleo wrote nothing and has no e-mail address.
    """
    with app.app_context():
        ada = User(username="ada", email="Ada@example.org", is_admin=True)
        ben = User(username="ben", email="ben@example.org")
        cleo = User(username="cleo")
        db.session.add_all([ada, ben, cleo])
        tags = {n: Tag(name=n) for n in ("sql", "python", "databases", "unused")}
        db.session.add_all(tags.values())
        orm = Post(slug="orm", title="Databases and objects", body="about rows", hits=3,
                   published_at=datetime(2019, 3, 1))
        orm.tags.extend([tags["python"], tags["databases"]])
        draft = Post(slug="draft", title="Untitled", body="tbd", created_at=datetime(2019, 1, 1))
        draft.tags.append(tags["python"])
        sql_post = Post(slug="sql", title="Select them all", body="about rows too", hits=9,
                        published_at=datetime(2019, 4, 1))
        sql_post.tags.extend([tags["sql"], tags["databases"]])
        ada.posts.append(orm)
        ada.posts.append(draft)
        ben.posts.append(sql_post)
        db.session.flush()
        first = Comment(body="nice", user_id=ben.id)
        orm.comments.append(first)
        db.session.flush()
        orm.comments.append(Comment(body="thanks", user_id=ada.id, reply_to_id=first.id))
        orm.comments.append(Comment(body="who are you?"))
        sql_post.comments.append(Comment(body="again", user_id=ada.id))
        db.session.flush()
        orm.comments.append(Comment(body="also nice", user_id=ben.id))
        db.session.commit()
    return app


@pytest.fixture()
def context(blog):
    """For tests that call services: never together with the client."""
    with blog.app_context():
        yield


@pytest.fixture()
def statements(context):
    """All that is sent to the database, as text."""
    sent = []

    def note(_connection, _cursor, statement, _parameters, _context, _executemany):
        sent.append(" ".join(statement.split()))

    event.listen(db.engine, "before_cursor_execute", note)
    return sent
