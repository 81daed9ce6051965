from sqlalchemy import Column, ForeignKey, Integer, create_engine
from sqlalchemy.orm import Session, declarative_base, joinedload, relationship, selectinload

Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = Column(Integer, primary_key=True)
    posts = relationship("Post", order_by="Post.id")


class Post(Base):
    __tablename__ = "posts"
    id = Column(Integer, primary_key=True)
    user_id = Column(ForeignKey("users.id"))


def in_list(session: Session):
    return session.query(User).options([joinedload(User.posts)]).order_by(User.id).all()


def in_tuple(session: Session):
    return (
        session.query(User)
        .options((selectinload(User.posts),))  # one more SELECT
        .order_by(User.id)
        .limit(1)
        .all()
    )


def in_stars(session: Session):
    return session.query(User).options(*[joinedload(User.posts)]).order_by(User.id).all()


def in_variable(session: Session):
    options = []
    options += [joinedload(User.posts)]
    return session.query(User).options(options).order_by(User.id).all()


def made(session: Session):
    return session.query(User).options([joinedload(each) for each in (User.posts,)]).order_by(User.id).all()


def observe():
    engine = create_engine("sqlite://")
    Base.metadata.create_all(engine)
    session = Session(engine)
    session.add_all([User(posts=[Post(), Post()]), User()])
    session.commit()
    seen = []
    for find in (in_list, in_tuple, in_stars, in_variable, made):
        session.expunge_all()
        users = find(session)
        # Loaded, not read from the database at the first look.
        seen.append([[post.id for post in user.__dict__["posts"]] for user in users])
    return seen
