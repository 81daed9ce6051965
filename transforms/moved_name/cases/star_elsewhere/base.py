from sqlalchemy.ext.declarative import *

Base = declarative_base()
