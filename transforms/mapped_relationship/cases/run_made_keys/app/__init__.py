from .base import Base, key, key_to
from .user import User
from .post import Post

__all__ = ["Base", "Post", "User", "key", "key_to"]
