from sqlalchemy.ext.baked import bake_lazy_loaders
from sqlalchemy.pool import manage
