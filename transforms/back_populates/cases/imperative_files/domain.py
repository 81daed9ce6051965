class User(object):
    pass


class Post(object):
    pass


class Tag(object):
    pass
