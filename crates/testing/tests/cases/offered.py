# settings: unsafe
import sqlalchemy

risky(1)
