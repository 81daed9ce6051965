from setuptools import setup

setup(name="app", install_requires=["SQLAlchemy>=2.0"])
