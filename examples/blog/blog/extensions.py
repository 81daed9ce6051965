"""Extensions live here, so that models and views can import them without a circle."""
from flask_sqlalchemy import SQLAlchemy

db = SQLAlchemy()
