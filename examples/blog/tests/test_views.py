"""The whole way, over HTTP."""
import pytest

pytestmark = pytest.mark.usefixtures("blog")


def slugs(response):
    return [post["slug"] for post in response.get_json()]


def test_show_user(client):
    assert client.get("/users/ada").get_json() == {
        "username": "ada", "email": "Ada@example.org", "posts": 2, "latest": "orm",
        "followers": [], "followed": [], "theme": None}
    assert client.get("/users/nobody").status_code == 404
    assert client.get("/users/1").get_json() == {"username": "ada"}
    assert client.get("/users/99").status_code == 404


def test_show_post_of(client):
    assert client.get("/users/ben/posts/sql").get_json()["title"] == "Select them all"
    assert client.get("/users/ben/posts/orm").status_code == 404  # it is ada's


def test_create_user(client, sql):
    response = client.post("/users", json={"username": "dan"})
    assert (response.status_code, response.get_json()) == (201, {"id": 4, "admin": False})
    response = client.post("/users", json={"username": "dan"})
    assert (response.status_code, response.get_json()) == (400, {"error": "the name dan is taken"})
    assert sql("SELECT count(*) FROM user") == [(4,)]


def test_remove_user(client, sql):
    assert client.delete("/users/ben", headers={"X-User": "cleo"}).status_code == 403
    assert client.delete("/users/ben", headers={"X-User": "ada"}).status_code == 204
    assert sql("SELECT username FROM user ORDER BY id") == [("ada",), ("cleo",)]
    assert sql("SELECT slug FROM post ORDER BY id") == [("orm",), ("draft",)]
    assert slugs(client.get("/posts")) == ["orm"]


def test_follow(client, sql):
    for name in ("ada", "ben", "ben"):
        assert client.post("/users/%s/follow" % name, headers={"X-User": "cleo"}).status_code == 204
    assert client.get("/users/cleo").get_json()["followed"] == ["ada", "ben"]
    assert client.get("/users/ben").get_json()["followers"] == ["cleo"]
    assert client.get("/feed", headers={"X-User": "cleo"}).get_json() == ["sql", "orm", "draft"]
    client.delete("/users/ada/follow", headers={"X-User": "cleo"})
    assert client.get("/feed", headers={"X-User": "cleo"}).get_json() == ["sql"]
    assert sql("SELECT count(*) FROM followers") == [(1,)]
    assert client.get("/feed").status_code == 403


def test_theme(client):
    assert client.put("/users/ben/theme", json={"theme": "dark"}).status_code == 204
    assert client.get("/users/ben").get_json()["theme"] == "dark"


@pytest.mark.parametrize("arguments, expected", [
    ("", ["sql", "orm"]),
    ("?tag=databases&limit=1", ["sql"]),
    ("?tag=databases&limit=1&offset=1", ["orm"]),
    ("?author=ada&q=about", ["orm"]),
    ("?author=cleo", []),
])
def test_posts(client, arguments, expected):
    assert slugs(client.get("/posts" + arguments)) == expected


def test_post_as_json(client):
    assert client.get("/posts?author=ada").get_json() == [{
        "slug": "orm", "title": "Databases and objects", "author": "ada",
        "tags": ["databases", "python"], "comments": 4}]


def test_archive(client):
    for number in range(4):
        body = {"slug": "p%d" % number, "title": "P", "body": "...", "tags": ["sql"]}
        assert client.post("/posts", json=body, headers={"X-User": "ben"}).status_code == 201
    first, second = (client.get("/archive?page=%d" % page).get_json() for page in (1, 2))
    assert first == {"slugs": ["orm", "draft", "sql", "p0", "p1"], "total": 7, "more": True}
    assert second == {"slugs": ["p2", "p3"], "total": 7, "more": False}
    assert client.get("/archive?page=3").get_json()["slugs"] == []


def test_create_post_twice(client, sql):
    body = {"slug": "orm", "title": "T", "body": "B", "tags": ["fresh"]}
    assert client.post("/posts", json=body, headers={"X-User": "ben"}).status_code == 400
    assert sql("SELECT count(*) FROM tag WHERE name = 'fresh'") == [(0,)]


def test_show_post_counts_hits(client, sql):
    assert client.get("/posts/orm").get_json()["hits"] == 4
    assert client.get("/posts/orm").get_json()["commenters"] == ["ada", "ben"]
    assert sql("SELECT slug, hits FROM post ORDER BY id") == [("orm", 5), ("draft", 0), ("sql", 9)]
    assert client.get("/posts/nope").status_code == 404


def test_remove_post(client, sql):
    assert client.delete("/posts/orm", headers={"X-User": "ben"}).status_code == 403
    assert client.delete("/posts/orm", headers={"X-User": "ada"}).status_code == 204
    assert client.delete("/posts/orm", headers={"X-User": "ada"}).status_code == 404
    assert sql("SELECT count(*) FROM comment") == [(1,)]


def test_comments(client):
    assert client.get("/posts/orm/comments").get_json() == [
        {"body": "nice", "by": "ben", "replies": ["thanks"]},
        {"body": "who are you?", "by": None, "replies": []},
        {"body": "also nice", "by": "ben", "replies": []},
    ]
    assert client.post("/posts/sql/comments", json={"body": "hm"}).status_code == 201
    response = client.post("/posts/sql/comments", json={"body": "re", "reply_to": 1}, headers={"X-User": "cleo"})
    assert (response.status_code, response.get_json()) == (400, {"error": "no comment 1 here"})
    assert [c["by"] for c in client.get("/posts/sql/comments").get_json()] == ["ada", None]


def test_tags(client):
    assert client.get("/tags").get_json() == [["databases", 2], ["python", 2], ["sql", 1]]
    assert client.get("/tags/python").get_json() == {"posts": 2, "first": "orm", "drafts": 1, "single": None}
    assert client.get("/tags/sql").get_json() == {"posts": 1, "first": "sql", "drafts": 0, "single": "sql"}
    assert client.get("/tags/nope").status_code == 404
    assert client.get("/tags/unused").get_json() == {"posts": 0, "first": None, "drafts": 0, "single": None}


def test_search(client):
    assert client.get("/search?q=databases").get_json() == ["Databases and objects", "Select them all"]


def test_statistics(client):
    assert client.get("/statistics").get_json()["discussed"] == 2
