"""Services, called inside of an application context."""
from datetime import datetime

import pytest
from sqlalchemy import inspect
from sqlalchemy.orm.exc import MultipleResultsFound, NoResultFound

from blog import services
from blog.extensions import db

pytestmark = pytest.mark.usefixtures("context")


def slugs(posts):
    return [post.slug for post in posts]


def test_get_user():
    ada = services.get_user("ada")
    assert ada.is_admin is True
    assert ada.karma == 0.0
    assert services.get_user_by_id(ada.id) is ada
    assert services.get_user("nobody") is None
    assert services.get_user_by_id(999) is None


def test_get_user_by_email(sql):
    assert services.get_user_by_email("ADA@example.org").username == "ada"
    assert services.get_user_by_email("nobody@example.org") is None
    services.register("imposter", "ada@EXAMPLE.org")
    with pytest.raises(MultipleResultsFound):
        services.get_user_by_email("ada@example.org")


@pytest.mark.parametrize("call", [
    lambda: services.get_user("ada"),
    lambda: services.last_thread(),
    lambda: services.most_discussed(),
])
def test_only_one_row_is_fetched(statements, call):
    assert call() is not None
    assert len(statements) == 1 and " LIMIT " in statements[0]


def test_register(sql):
    assert services.register("dan").is_admin is False
    with pytest.raises(services.BlogError):
        services.register("dan", "dan@example.org")
    assert sql("SELECT email, is_admin, edited_at FROM user WHERE username = 'dan'") == [(None, 0, None)]


def test_users_without_email():
    assert services.users_without_email() == ["cleo"]


def test_list_posts():
    assert slugs(services.list_posts()) == ["sql", "orm"]
    assert slugs(services.list_posts(drafts=True)) == ["sql", "orm", "draft"]
    assert slugs(services.list_posts(tag="databases")) == ["sql", "orm"]
    assert slugs(services.list_posts(tag="databases", author="ada")) == ["orm"]
    assert slugs(services.list_posts(tag="python")) == ["orm"]
    assert slugs(services.list_posts(text="Select")) == ["sql"]
    assert services.list_posts(tag="unused") == []


def test_list_posts_in_slices():
    assert slugs(services.list_posts(drafts=True, limit=1)) == ["sql"]
    assert slugs(services.list_posts(drafts=True, limit=2, offset=1)) == ["orm", "draft"]
    assert slugs(services.list_posts(limit=5, offset=2)) == []


def test_search_gives_each_post_once():
    # "Databases and objects" has two tags: two rows
    assert slugs(services.search("databases")) == ["orm", "sql"]
    assert slugs(services.search("s")) == ["orm", "sql"]
    assert slugs(services.search("untitled")) == ["draft"]
    assert services.search("nothing") == []
    services.add_post(services.get_user("ben"), "bare", "Bare facts", "...")
    assert slugs(services.search("bare")) == ["bare"]  # it has no tags


def test_only_post_tagged():
    assert services.only_post_tagged("sql").slug == "sql"
    assert services.only_post_tagged("databases") is None
    assert services.only_post_tagged("unused") is None


def test_add_post(sql):
    ben = services.get_user("ben")
    services.add_post(ben, "new", "New", "...", tags=["sql", "news"], publish=True)
    assert sql("SELECT name FROM tag ORDER BY name") == [
        ("databases",), ("news",), ("python",), ("sql",), ("unused",)]
    assert sql("SELECT u.username, hits FROM post JOIN user u ON u.id = user_id WHERE slug = 'new'") == [("ben", 0)]
    assert sorted(slugs(ben.posts)) == ["new", "sql"]
    with pytest.raises(services.BlogError):
        services.add_post(ben, "orm", "Again", "...")


def test_delete_post_takes_comments_and_tags_along(sql):
    (post,) = services.list_posts(tag="python")
    services.delete_post(post)
    assert sql("SELECT body FROM comment") == [("again",)]
    assert sql("SELECT count(*) FROM post_tags") == [(3,)]
    assert sql("SELECT count(*) FROM tag") == [(4,)]


def test_delete_drafts(sql):
    assert services.delete_drafts(datetime(2018, 1, 1)) == 0
    assert services.delete_drafts(datetime(2019, 6, 1)) == 1
    assert sql("SELECT slug FROM post ORDER BY id") == [("orm",), ("sql",)]


def test_delete_user(sql):
    ada, ben = services.get_user("ada"), services.get_user("ben")
    ben.follow(ada)
    ada.follow(ben)
    services.set_theme(ada, "dark")
    assert sql("SELECT count(*) FROM followers") == [(2,)]
    services.delete_user(ada)
    assert sql("SELECT slug FROM post") == [("sql",)]
    assert sql("SELECT body, user_id FROM comment") == [("again", None)]
    assert sql("SELECT count(*) FROM followers") == [(0,)]
    assert sql("SELECT count(*) FROM user_settings") == [(0,)]


def test_set_theme(sql):
    ben = services.get_user("ben")
    assert ben.settings is None
    services.set_theme(ben, "dark")
    services.set_theme(ben, "light")
    assert sql("SELECT user_id, theme, digest_at FROM user_settings") == [(ben.id, "light", None)]
    assert ben.settings.theme == "light"


def test_comments():
    (orm,) = services.list_posts(tag="python")
    assert [c.body for c in orm.comments] == ["nice", "thanks", "who are you?", "also nice"]
    assert services.commenters(orm) == ["ada", "ben"]  # ben said two things
    reply = services.add_comment(orm, "me too", services.get_user("cleo"), reply_to=orm.comments[0].id)
    assert reply.reply_to.body == "nice"
    (other,) = services.list_posts(tag="sql")
    with pytest.raises(services.BlogError):
        services.add_comment(other, "lost", reply_to=reply.id)


def test_comments_by():
    assert services.comments_by("ada") == [("Select them all", "again"), ("Databases and objects", "thanks")]
    assert services.comments_by("ben", limit=1) == [("Databases and objects", "also nice")]
    assert services.comments_by("cleo") == []


def test_threads():
    (orm,) = services.list_posts(tag="python")
    db.session.expunge_all()
    threads = services.threads(orm)
    assert [(c.body, [r.body for r in c.replies]) for c in threads] == [
        ("nice", ["thanks"]), ("who are you?", []), ("also nice", [])]
    assert not inspect(threads[1]).unloaded & {"replies", "user"}
    services.add_comment(services.list_posts(tag="python")[0], "and you?", reply_to=threads[0].id)
    db.session.expunge_all()
    assert [len(c.replies) for c in services.threads(orm)] == [2, 0, 0]  # two rows, one comment


def test_last_thread():
    assert services.last_thread().body == "also nice"


def test_feed():
    cleo, ada, ben = (services.get_user(name) for name in ("cleo", "ada", "ben"))
    cleo.follow(ben)
    cleo.follow(ben)
    assert cleo.followed.count() == 1
    assert slugs(cleo.feed()) == ["sql"]
    cleo.follow(ada)
    assert slugs(cleo.feed()) == ["sql", "orm", "draft"]
    cleo.unfollow(ben)
    assert slugs(cleo.feed()) == ["orm", "draft"]
    assert [u.username for u in ada.followers] == ["cleo"]
    assert ada.followed.all() == []


def test_tag_cloud():
    assert services.tag_cloud() == [("databases", 2), ("python", 2), ("sql", 1)]
    assert services.tag_cloud(minimum=0)[-1] == ("unused", 0)
    assert services.tag_cloud(minimum=2) == [("databases", 2), ("python", 2)]


def test_statistics():
    assert services.statistics() == {
        "users": 3, "posts": 2, "post_comments": 5, "discussed": 2, "authors": 2, "hits": 12, "top": 3}


def test_most_discussed():
    assert services.most_discussed() == ("orm", 4)
    for post in services.list_posts():
        services.delete_post(post)
    assert services.most_discussed() is None


def test_author_of():
    assert services.author_of("sql") == "ben"
    assert services.author_of("nope") is None


def test_prolific_author():
    with pytest.raises(MultipleResultsFound):
        services.prolific_author()
    services.delete_user(services.get_user("ben"))
    assert services.prolific_author().username == "ada"  # two posts, one author
    services.delete_user(services.get_user("ada"))
    with pytest.raises(NoResultFound):
        services.prolific_author()
