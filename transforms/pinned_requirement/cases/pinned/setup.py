from setuptools import find_packages, setup

setup(
    name="app",
    packages=find_packages(),
    install_requires=[
        "SQLAlchemy>=1.3,<1.5",  # not ready
        "Flask-SQLAlchemy==2.5.1",
        "alembic>=1.0",
        "requests<3",
    ],
    extras_require={"test": ["SQLAlchemy-Utils~=0.38", "sqlalchemy-stubs", "databases<0.9"]},
    tests_require=["marshmallow-sqlalchemy<0.29"],  # alchemod: ignore[pinned-requirement] later
)
