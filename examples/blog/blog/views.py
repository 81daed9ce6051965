"""The JSON interface."""
from flask import Blueprint, abort, current_app, jsonify, request

from . import services
from .extensions import db
from .models import Post, Tag, User

api = Blueprint("api", __name__)


def _post_json(post):
    return {
        "slug": post.slug,
        "title": post.title,
        "author": post.author.username,
        "tags": [tag.name for tag in post.tags],
        "comments": len(post.comments),
    }


def _current_user():
    user = services.get_user(request.headers.get("X-User", ""))
    if user is None:
        abort(403)
    return user


@api.errorhandler(services.BlogError)
def bad_request(error):
    db.session.rollback()
    return jsonify(error=str(error)), 400


@api.route("/users", methods=["POST"])
def create_user():
    user = services.register(**request.get_json())
    return jsonify(id=user.id, admin=user.is_admin), 201


@api.route("/users/<int:user_id>")
def show_user_by_id(user_id):
    user = User.query.get_or_404(user_id)
    return jsonify(username=user.username)


@api.route("/users/<username>")
def show_user(username):
    user = User.query.filter_by(username=username).first_or_404()
    latest = user.posts.filter(Post.published_at.isnot(None)).order_by(Post.id.desc()).first()
    return jsonify(
        username=user.username,
        email=user.email,
        posts=user.posts.count(),
        latest=latest.slug if latest else None,
        followers=sorted(follower.username for follower in user.followers),
        followed=[u.username for u in user.followed.order_by(User.username)],
        theme=user.settings.theme if user.settings else None,
    )


@api.route("/users/<username>/posts/<slug>")
def show_post_of(username, slug):
    user = User.query.filter_by(username=username).first_or_404()
    return jsonify(_post_json(user.posts.filter_by(slug=slug).first_or_404()))


@api.route("/users/<username>", methods=["DELETE"])
def remove_user(username):
    if not _current_user().is_admin:
        abort(403)
    services.delete_user(User.query.filter_by(username=username).first_or_404())
    return "", 204


@api.route("/users/<username>/theme", methods=["PUT"])
def choose_theme(username):
    services.set_theme(User.query.filter_by(username=username).first_or_404(), request.get_json()["theme"])
    return "", 204


@api.route("/users/<username>/follow", methods=["POST", "DELETE"])
def follow(username):
    me = _current_user()
    other = User.query.filter_by(username=username).first_or_404()
    if request.method == "POST":
        me.follow(other)
    else:
        me.unfollow(other)
    db.session.commit()
    return "", 204


@api.route("/feed")
def feed():
    return jsonify([post.slug for post in _current_user().feed()])


@api.route("/posts")
def posts():
    found = services.list_posts(
        tag=request.args.get("tag"),
        author=request.args.get("author"),
        text=request.args.get("q"),
        offset=request.args.get("offset", 0, type=int),
        limit=request.args.get("limit", type=int),
    )
    return jsonify([_post_json(post) for post in found])


@api.route("/archive")
def archive():
    page = Post.query.order_by(Post.id).paginate(
        page=request.args.get("page", 1, type=int),
        per_page=current_app.config["POSTS_PER_PAGE"], error_out=False)
    return jsonify(slugs=[post.slug for post in page.items], total=page.total, more=page.has_next)


@api.route("/posts", methods=["POST"])
def create_post():
    post = services.add_post(_current_user(), **request.get_json())
    return jsonify(_post_json(post)), 201


@api.route("/posts/<slug>")
def show_post(slug):
    if not services.count_hit(slug):
        abort(404)
    post = Post.query.filter_by(slug=slug).one()
    return jsonify(dict(_post_json(post), hits=post.hits, commenters=services.commenters(post)))


@api.route("/posts/<slug>", methods=["DELETE"])
def remove_post(slug):
    post = Post.query.filter_by(slug=slug).first_or_404()
    if post.author != _current_user():
        abort(403)
    services.delete_post(post)
    return "", 204


@api.route("/posts/<slug>/comments", methods=["GET", "POST"])
def comments(slug):
    post = Post.query.filter_by(slug=slug).first_or_404()
    if request.method == "POST":
        user = services.get_user(request.headers.get("X-User"))  # None: a guest
        comment = services.add_comment(post, user=user, **request.get_json())
        return jsonify(id=comment.id), 201
    return jsonify([
        {"body": c.body, "by": c.user.username if c.user else None, "replies": [r.body for r in c.replies]}
        for c in services.threads(post)
    ])


@api.route("/tags")
def tags():
    return jsonify(services.tag_cloud(request.args.get("minimum", 1, type=int)))


@api.route("/tags/<name>")
def show_tag(name):
    tag = Tag.query.filter_by(name=name).first_or_404()
    drafts = tag.posts.filter_by(published_at=None).count()
    single = services.only_post_tagged(name)
    page = tag.posts.order_by(Post.id).paginate(page=1, per_page=1)
    first = page.items[0].slug if page.items else None
    return jsonify(posts=page.total, first=first, drafts=drafts,
                   single=single.slug if single else None)


@api.route("/search")
def search():
    return jsonify([post.title for post in services.search(request.args["q"])])


@api.route("/statistics")
def statistics():
    return jsonify(services.statistics())
