"""Queries and changes, without a word about HTTP."""
from datetime import datetime

from sqlalchemy import func, or_
from sqlalchemy.orm import joinedload

from .extensions import db
from .models import Comment, Post, Settings, Tag, User


class BlogError(ValueError):
    """The request makes no sense."""


# ---- users ------------------------------------------------------------------


def get_user(username):
    return User.query.filter_by(username=username).first()


def get_user_by_id(user_id):
    return User.query.get(user_id)


def get_user_by_email(email):
    """None for an unknown address; raises if somebody managed to register it twice."""
    return User.query.filter(func.lower(User.email) == email.lower()).one_or_none()


def register(username, email=None):
    if User.query.filter_by(username=username).count():
        raise BlogError("the name %s is taken" % username)
    user = User(username=username, email=email)
    if User.query.count() == 0:
        user.is_admin = True  # the first one is the boss
    db.session.add(user)
    db.session.commit()
    return user


def set_theme(user, theme):
    settings = Settings.query.get(user.id)
    if settings is None:
        settings = Settings(user=user)
        db.session.add(settings)
    settings.theme = theme
    db.session.commit()


def delete_user(user):
    """Their posts go too; their comments on other people's posts stay, as a guest's."""
    db.session.delete(user)
    db.session.commit()


def users_without_email():
    return [user.username for user in User.query.filter(User.email == None).order_by(User.username)]  # noqa: E711


# ---- posts ------------------------------------------------------------------


def list_posts(tag=None, author=None, text=None, drafts=False, offset=0, limit=None):
    """Posts, newest first, narrowed by whatever was given."""
    query = Post.query
    if not drafts:
        query = query.filter(Post.published_at.isnot(None))
    if tag:
        query = query.join(Post.tags).filter(Tag.name == tag)
    if author:
        query = query.join(Post.author).filter(User.username == author)
    if text:
        query = query.filter(or_(Post.title.contains(text), Post.body.contains(text)))
    query = query.order_by(Post.published_at.desc(), Post.id.desc())
    if limit is not None:
        query = query.limit(limit)
    if offset:
        query = query.offset(offset)
    return query.all()


def search(word):
    """Posts with the word in the title or in a tag, each of them once."""
    pattern = "%" + word + "%"
    return (
        Post.query
        .outerjoin(Post.tags)
        # one row for each tag of a post whose title has the word
        .filter(or_(Post.title.ilike(pattern), Tag.name.ilike(pattern)))
        .order_by(Post.title)
        .all()
    )


def only_post_tagged(name):
    """The post to show instead of a list, if there is exactly one."""
    posts = Post.query.join(Post.tags).filter(Tag.name == name).limit(2).all()
    if len(posts) == 1:
        return posts[0]
    return None


def add_post(author, slug, title, body, tags=(), publish=False):
    if db.session.query(Post.id).filter_by(slug=slug).scalar() is not None:
        raise BlogError("there is a post /%s already" % slug)
    post = Post(slug=slug, title=title, body=body)
    if publish:
        post.published_at = datetime.utcnow()
    author.posts.append(post)
    for name in tags:
        tag = Tag.query.filter_by(name=name).one_or_none()
        if tag is None:
            tag = Tag(name=name)
            db.session.add(tag)
        post.tags.append(tag)
    db.session.commit()
    return post


def count_hit(slug):
    """Add one to the counter, in the database; True if there is such a post."""
    changed = Post.query.filter_by(slug=slug).update({Post.hits: Post.hits + 1})
    db.session.commit()
    return changed == 1


def delete_post(post):
    db.session.delete(post)
    db.session.commit()


def delete_drafts(before):
    """Throw old drafts away; returns how many there were."""
    number = Post.query.filter(Post.published_at.is_(None), Post.created_at < before).delete()
    db.session.commit()
    return number


# ---- comments ---------------------------------------------------------------


def add_comment(post, body, user=None, reply_to=None):
    comment = Comment(body=body, user_id=user.id if user else None)
    if reply_to is not None:
        parent = Comment.query.filter_by(id=reply_to, post_id=post.id).first()
        if parent is None:
            raise BlogError("no comment %s here" % reply_to)
        comment.reply_to_id = parent.id
    post.comments.append(comment)
    db.session.commit()
    return comment


def commenters(post):
    """Names of those who said something about a post, each once; guests have no name."""
    users = db.session.query(User) \
        .join(Comment, Comment.user_id == User.id) \
        .filter(Comment.post_id == post.id) \
        .order_by(User.username)
    return [user.username for user in users]


def comments_by(username, limit=10):
    """``[(title, comment), ...]``, the last ones first."""
    rows = (db.session.query(Post.title, Comment)
            .join(Post.comments)
            .join(Comment.user)
            .filter_by(username=username)  # User's: it was joined last
            .order_by(Comment.id.desc())
            .limit(limit)
            .all())
    return [(title, comment.body) for title, comment in rows]


def threads(post):
    """First comments of all threads, with the replies loaded."""
    return Comment.query.options(joinedload(Comment.replies), joinedload(Comment.user)).filter(
        Comment.post_id == post.id,
        Comment.reply_to_id.is_(None),
    ).order_by(Comment.id).all()


def last_thread():
    return Comment.query.options(joinedload(Comment.replies)).filter_by(reply_to=None).order_by(
        Comment.id.desc()).first()


# ---- figures ----------------------------------------------------------------


def tag_cloud(minimum=1):
    """``[(name, number of posts), ...]``, the busiest first."""
    count = func.count(Post.id).label("number")
    rows = db.session.query(Tag.name, count).outerjoin(Tag.posts).group_by(Tag.id, Tag.name)
    rows = rows.having(func.count(Post.id) >= minimum).order_by(count.desc(), Tag.name)
    return [(name, number) for name, number in rows]


def statistics():
    """All sorts of numbers for the front page."""
    return {
        "users": db.session.query(User).count(),
        "posts": Post.query.filter(Post.published_at != None).count(),  # noqa: E711
        # A post with three comments is three of these ...
        "post_comments": Post.query.join(Post.comments).count(),
        # ... and one of these.
        "discussed": Post.query.join(Post.comments).distinct().count(),
        "authors": db.session.query(func.count(Post.user_id.distinct())).scalar(),
        "hits": db.session.query(func.sum(Post.hits)).scalar(),
        "top": db.session.query(Post.slug).order_by(Post.hits.desc(), Post.id).limit(3).count(),
    }


def most_discussed():
    """``(slug, number of comments)``, or None when nobody has said anything."""
    row = (
        db.session.query(Post.slug, func.count(Comment.id))
        .select_from(Comment)
        .join(Comment.post)
        .group_by(Post.slug)
        .order_by(func.count(Comment.id).desc(), Post.slug)
        .first()
    )
    return tuple(row) if row else None


def author_of(slug):
    """Name of a post's author; None for an unknown post."""
    return db.session.query(User.username).join(User.posts).filter(Post.slug == slug).scalar()


def prolific_author():
    """The only author with posts.  Raises if there are several, or none."""
    return User.query.join(User.posts).one()
