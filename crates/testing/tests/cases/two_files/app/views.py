from app import old

if True:
    x = old(1)
risky(2)
