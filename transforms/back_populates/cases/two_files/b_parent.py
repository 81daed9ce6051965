import sqlalchemy as sa

from base import Base


class Parent(Base):
	'''Tabs and single quotes.'''

	__tablename__ = 'parent'
	id = sa.Column(sa.Integer, primary_key=True)
	name = sa.Column(sa.String(30)); size = sa.Column(sa.Integer)  # two on a line

	def __repr__(self):
		return self.name
