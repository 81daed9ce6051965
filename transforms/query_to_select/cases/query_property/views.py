from models import Post, User


def show(name):
    user = User.query.filter_by(name=name).first()
    posts = Post.query.filter(Post.user_id == user.id).all()
    Post.query.filter(Post.user_id.is_(None)).delete()
    return user, posts, User.query.get(3), User.query.join("posts").all()
