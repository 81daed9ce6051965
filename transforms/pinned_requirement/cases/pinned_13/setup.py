from setuptools import setup

setup(
    name="old",
    install_requires=["sqlalchemy>=1.2,<1.4"],
    extras_require={"next": ["sqlalchemy<2"]},
)
