"""Files that import each other, at the top, at the end and in functions."""
from sqlalchemy import create_engine
from sqlalchemy.orm import Session, configure_mappers

from base import Base
from user import User
from post import Post
from comment import Comment


def observe():
    configure_mappers()
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    with Session(engine) as session:
        user = User(name="u")
        post = Post(user=user, title="t")
        session.add(post)
        session.flush()
        user.favourite = post
        post.comments = [Comment(author=user)]
        post.comments[0].replies.append(Comment(author=user, post=post))
        session.commit()
        return [
            post.fans[0].name,
            user.posts.count(),
            user.comments_count,
            len(post.comments),
            post.comments[1].reply_to.post.title,
            User.posts.property.passive_deletes,
            Post.user.property.uselist,
            Post.fans.property.post_update,
        ]
