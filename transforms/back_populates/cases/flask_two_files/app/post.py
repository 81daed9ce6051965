from .db import db

post_tag = db.Table(
    "post_tag",
    db.Column("post_id", db.ForeignKey("post.id")),
    db.Column("tag_id", db.ForeignKey("tag.id")),
)


class Post(db.Model):
    id = db.Column(db.Integer, primary_key=True)
    author_id = db.Column(db.Integer, db.ForeignKey("user.id"), nullable=False)
    author = db.relationship("User", backref=db.backref("posts", lazy="dynamic"))
    tags = db.relationship("Tag", secondary=post_tag, backref="posts")
