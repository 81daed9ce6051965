from sqlalchemy import old
