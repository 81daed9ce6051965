from sqlalchemy import DDL, create_engine

engine = create_engine("sqlite://")
trigger = DDL("CREATE TRIGGER t ...").execute_if(dialect="postgresql")
plain = DDL("DROP TABLE t")


def install():
    trigger.execute(engine)
    DDL("CREATE TRIGGER s ...").execute_if(dialect="postgresql").execute(bind=engine)
    plain.execute(engine)
