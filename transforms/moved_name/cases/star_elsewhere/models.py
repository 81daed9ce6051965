from base import *

Other = declarative_base()
