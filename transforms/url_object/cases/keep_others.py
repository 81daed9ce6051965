import requests
from django.urls import URLPattern
from sqlalchemy.engine.url import URL, make_url
from yarl import URL as Yarl

url = URL.create("sqlite")
text = url.render_as_string(hide_password=False)
Yarl("http://x")
str(requests.get("x").url)
str(Yarl("x"))
print(url, f"{url}", "%s" % url)
name = url.database


class Page(object):
    def __init__(self):
        self.url = "x"
        self.database = 1

    def text(self):
        self.database = 2
        return str(self.url)


URLPattern("x")
host = make_url("sqlite://").host
str(host)
