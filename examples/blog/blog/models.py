"""Everything that is stored."""
from datetime import datetime

from .extensions import db


class TimestampMixin(object):
    created_at = db.Column(db.DateTime, nullable=False, default=datetime.utcnow)
    edited_at = db.Column(db.DateTime)  # NULL: never


# Who follows whom.
followers = db.Table(
    "followers",
    db.Column("follower_id", db.Integer, db.ForeignKey("user.id"), primary_key=True),
    db.Column("followed_id", db.Integer, db.ForeignKey("user.id"), primary_key=True),
)

post_tags = db.Table(
    'post_tags',
    db.Column('post_id', db.Integer, db.ForeignKey('post.id'), primary_key=True),
    db.Column('tag_id', db.Integer, db.ForeignKey('tag.id'), primary_key=True),
)


class User(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    username = db.Column(db.String(64), index=True, unique=True, nullable=False)
    email = db.Column(db.String(120), unique=True)
    about_me = db.Column(db.Text())
    is_admin = db.Column(db.Boolean, nullable=False, default=False)
    karma = db.Column(db.Float, nullable=False, server_default="0")

    posts = db.relationship("Post", backref="author", lazy="dynamic",
                            cascade="all, delete-orphan")
    followed = db.relationship(
        "User", secondary=followers,
        primaryjoin=(followers.c.follower_id == id),
        secondaryjoin=(followers.c.followed_id == id),
        backref=db.backref("followers", lazy="dynamic"), lazy="dynamic")

    def follow(self, user):
        if not self.is_following(user):
            self.followed.append(user)

    def unfollow(self, user):
        if self.is_following(user):
            self.followed.remove(user)

    def is_following(self, user):
        return self.followed.filter(followers.c.followed_id == user.id).count() > 0

    def feed(self):
        """Posts of all that this user follows, and their own, newest first."""
        followed = Post.query.join(
            followers, (followers.c.followed_id == Post.user_id)).filter(
                followers.c.follower_id == self.id)
        own = Post.query.filter_by(user_id=self.id)
        return followed.union(own).order_by(Post.published_at.desc())

    def __repr__(self):
        return "<User {}>".format(self.username)


class Settings(db.Model):
    """How a user likes to have things: one row for each user, or none."""

    __tablename__ = "user_settings"

    user_id = db.Column(db.ForeignKey("user.id"), primary_key=True)
    theme = db.Column(db.Enum("light", "dark", name="theme"), nullable=False, default="light")
    digest_at = db.Column(db.Time)

    user = db.relationship(User, backref=db.backref(
        "settings", uselist=False, cascade="all, delete-orphan"))


class Post(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    user_id = db.Column(db.Integer, db.ForeignKey('user.id'), nullable=False)
    slug = db.Column(db.String(80), unique=True, nullable=False)
    title = db.Column(db.Unicode(140), nullable=False)
    body = db.Column(db.UnicodeText, nullable=False)
    published_at = db.Column(db.DateTime, index=True)   # NULL: a draft
    hits = db.Column(db.BigInteger, nullable=False, default=0)

    tags = db.relationship("Tag", secondary=post_tags, order_by="Tag.name",
                           backref=db.backref("posts", lazy="dynamic"))
    comments = db.relationship("Comment", backref="post", lazy=True,
                               order_by="Comment.id", cascade="all, delete-orphan")


class Comment(TimestampMixin, db.Model):
    id = db.Column(db.Integer, primary_key=True)
    post_id = db.Column(db.Integer, db.ForeignKey("post.id"), nullable=False)
    user_id = db.Column(db.Integer, db.ForeignKey("user.id"))  # guests may comment too
    reply_to_id = db.Column(db.Integer, db.ForeignKey("comment.id"))
    body = db.Column(db.Text, nullable=False)

    user = db.relationship("User", backref=db.backref("comments", order_by="Comment.id"))
    replies = db.relationship("Comment", backref=db.backref("reply_to", remote_side=[id]))


class Tag(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    name = db.Column(db.String(40), unique=True, nullable=False)
    description = db.Column(db.String(200), nullable=True)
