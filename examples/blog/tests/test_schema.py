"""What create_all() makes, seen from outside."""
import pytest
from sqlalchemy import inspect
from sqlalchemy.orm import configure_mappers

from blog.models import Comment, Post, Settings, Tag, User

COLUMNS = {
    "comment": {"id": "INTEGER NOT NULL", "post_id": "INTEGER NOT NULL", "user_id": "INTEGER",
                "reply_to_id": "INTEGER", "body": "TEXT NOT NULL", "created_at": "DATETIME NOT NULL",
                "edited_at": "DATETIME"},
    "followers": {"follower_id": "INTEGER NOT NULL", "followed_id": "INTEGER NOT NULL"},
    "post": {"id": "INTEGER NOT NULL", "user_id": "INTEGER NOT NULL", "slug": "VARCHAR(80) NOT NULL",
             "title": "VARCHAR(140) NOT NULL", "body": "TEXT NOT NULL", "published_at": "DATETIME",
             "hits": "BIGINT NOT NULL", "created_at": "DATETIME NOT NULL", "edited_at": "DATETIME"},
    "post_tags": {"post_id": "INTEGER NOT NULL", "tag_id": "INTEGER NOT NULL"},
    "tag": {"id": "INTEGER NOT NULL", "name": "VARCHAR(40) NOT NULL", "description": "VARCHAR(200)"},
    "user": {"id": "INTEGER NOT NULL", "username": "VARCHAR(64) NOT NULL", "email": "VARCHAR(120)",
             "about_me": "TEXT", "is_admin": "BOOLEAN NOT NULL", "karma": "FLOAT NOT NULL",
             "created_at": "DATETIME NOT NULL", "edited_at": "DATETIME"},
    "user_settings": {"user_id": "INTEGER NOT NULL", "theme": "VARCHAR(5) NOT NULL", "digest_at": "TIME"},
}


def test_tables(sql):
    assert [name for name, in sql("SELECT name FROM sqlite_master WHERE type = 'table' ORDER BY name")] == \
        sorted(COLUMNS)


@pytest.mark.parametrize("table", sorted(COLUMNS))
def test_columns(sql, table):
    found = {name: type_ + (" NOT NULL" if notnull else "")
             for _, name, type_, notnull, _, _ in sql('PRAGMA table_info("%s")' % table)}
    assert found == COLUMNS[table]


def test_keys_and_indexes(sql):
    assert [row[1] for row in sql("PRAGMA table_info(followers)") if row[5]] == ["follower_id", "followed_id"]
    assert [row[1] for row in sql("PRAGMA table_info(user_settings)") if row[5]] == ["user_id"]
    assert sql("SELECT name FROM sqlite_master WHERE type = 'index' AND sql IS NOT NULL ORDER BY name") == [
        ("ix_post_published_at",), ("ix_user_username",)]
    assert sorted((row[2], row[3], row[4]) for row in sql("PRAGMA foreign_key_list(comment)")) == [
        ("comment", "reply_to_id", "id"), ("post", "post_id", "id"), ("user", "user_id", "id")]


@pytest.mark.parametrize("model, attribute, uselist, lazy, back", [
    (User, "posts", True, "dynamic", "author"),
    (Post, "author", False, "select", "posts"),
    (User, "followed", True, "dynamic", "followers"),
    (User, "followers", True, "dynamic", "followed"),
    (User, "settings", False, "select", "user"),
    (User, "comments", True, "select", "user"),
    (Post, "comments", True, "select", "post"),
    (Post, "tags", True, "select", "posts"),
    (Tag, "posts", True, "dynamic", "tags"),
    (Comment, "replies", True, "select", "reply_to"),
    (Comment, "reply_to", False, "select", "replies"),
    (Settings, "user", False, "select", "settings"),
])
def test_relationships(model, attribute, uselist, lazy, back):
    configure_mappers()
    relationship = inspect(model).relationships[attribute]
    assert relationship.uselist is uselist
    # "lazy=True" is another name for "select"
    assert {True: "select"}.get(relationship.lazy, relationship.lazy) == lazy
    assert [other.key for other in relationship._reverse_property] == [back]
