"""Dynamic relationships whose every use has a write-only form."""
from sqlalchemy import Column, ForeignKey, Integer, String, Table, create_engine
from sqlalchemy.orm import Session, backref, declarative_base, relationship

Base = declarative_base()

# Without a key: an object may be in the list twice.
tagged = Table(
    "tagged",
    Base.metadata,
    Column("post_id", ForeignKey("posts.id")),
    Column("tag_id", ForeignKey("tags.id")),
)


class User(Base):
    __tablename__ = "users"

    id = Column(Integer, primary_key=True)
    name = Column(String(20))
    posts = relationship("Post", lazy="dynamic", order_by="Post.id.desc()", backref="user")

    def newest(self):
        return self.posts.first()

    def titles(self, start):
        found = self.posts.filter(Post.title.startswith(start)).order_by(Post.title).all()
        return [post.title for post in found]


class Post(Base):
    __tablename__ = "posts"

    id = Column(Integer, primary_key=True)
    title = Column(String(20))
    user_id = Column(ForeignKey("users.id"))
    tags = relationship("Tag", secondary=tagged, backref=backref("tagged_posts", lazy="dynamic"))


class Tag(Base):
    __tablename__ = "tags"

    id = Column(Integer, primary_key=True)
    word = Column(String(20))


def numbers(session: Session, user: User):
    return [
        user.posts.count(),
        user.posts.filter_by(title="b").count(),
        user.posts.filter(Post.title > "a").limit(1).count(),  # at most one
        user.posts.filter_by(title="nothing").one_or_none(),
        user.posts.offset(1).limit(1).one().title,
        (
            user.posts.filter(
                Post.id.in_([post.id for post in user.posts.limit(2).all()]),
            )
            # The oldest of the two.
            .order_by(None)
            .order_by(Post.id)
            .first()
            .title
        ),
    ]


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    seen = []
    with Session(engine) as session:
        ann, bob = User(name="ann"), User(name="bob")
        session.add_all([ann, bob])
        session.commit()
        ann.posts.append(Post(title="a"))
        ann.posts.extend([Post(title="b"), Post(title="ab")])
        session.add(Post(title="c", user=bob))
        seen.append(numbers(session, ann))
        seen.append([ann.newest().title, bob.newest().title, ann.titles("a"), bob.titles("a")])
        session.commit()
        first = session.query(Post).filter_by(title="a").one()
        ann.posts.remove(first)
        seen.append([ann.posts.count(), first.user, bob.posts.filter_by(title="a").first()])
        tag = Tag(word="new")
        session.add(tag)
        session.flush()
        for _ in range(2):
            session.execute(tagged.insert().values(post_id=first.id, tag_id=tag.id))
        tag.tagged_posts.append(bob.newest())
        seen.append([tag.tagged_posts.count(), len(tag.tagged_posts.all())])
        seen.append(tag.tagged_posts.filter_by(title="a").one().title)
        seen.append([post.title for post in tag.tagged_posts.order_by(Post.title.desc()).all()])
        session.commit()
    with Session(engine) as session:
        seen.append(session.query(User).join(User.posts).filter(User.posts.any(Post.title == "c")).count())
    return seen
