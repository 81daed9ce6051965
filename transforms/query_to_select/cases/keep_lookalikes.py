import pandas as pd
import requests
from django.db import models
from sqlalchemy import create_engine


class Book(models.Model):
    query = models.CharField(max_length=10)


def frames(path):
    frame = pd.read_csv(path)
    return frame.query("a > 1").filter(["a"]).first()


def web(url):
    session = requests.Session()
    return session.get(url), Book.objects.filter(title="x").first()


def search(client, session):
    client.query("SELECT 1").all()
    session.query("SELECT 1").all()
    return client.query.all()


engine = create_engine("sqlite://")
