from sqlalchemy import select

from models import User

nameless = select(User).where(User.name == None)
