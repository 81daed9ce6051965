"""x"""
from alembic import op
import sqlalchemy as sa
from sqlalchemy.sql.expression import func
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import backref, relationship, sessionmaker

revision = "abc"
down_revision = None
Base = declarative_base()


class User(Base):
    __tablename__ = "users"
    id = sa.Column(sa.Integer, primary_key=True)
    name = sa.Column(sa.String)
    parent_id = sa.Column(sa.ForeignKey("users.id"))
    children = relationship("User", backref=backref("parent", remote_side=id))


def upgrade():
    op.create_table("t", sa.Column("id", sa.Integer))
    op.execute("update t set id = 1")
    conn = op.get_bind()
    t = sa.table("t", sa.column("id"))
    conn.execute(sa.select([t.c.id]).where(t.c.id.notin_([1])))
    session = sessionmaker(bind=conn)()
    session.query(User).filter(User.id.isnot(None)).all()
    session.query(User).get(1)


def downgrade():
    op.drop_table("t")
