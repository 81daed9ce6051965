from sqlalchemy import Column, ForeignKey, Integer, MetaData, String, Table, create_engine
from sqlalchemy.ext.declarative import declarative_base
from sqlalchemy.orm import Session, backref, column_property, joinedload, registry, relationship
from sqlalchemy.pool import StaticPool

Base = declarative_base()
mapper_registry = registry()

teams = Table("teams", Base.metadata, Column("id", Integer, primary_key=True), Column("title", String(20)))


class Team(Base):
    __table__ = teams
    name = teams.c.title


class Player(Base):
    __table__ = Table(
        "players",
        Base.metadata,
        Column("player_id", Integer, primary_key=True),
        Column("name", String(20)),
        Column("team_id", Integer, ForeignKey("teams.id"), nullable=False),
        Column("captain_id", ForeignKey("players.player_id")),
    )
    __mapper_args__ = {"exclude_properties": ["captain_id"]}
    id = __table__.c.player_id
    upper = column_property(__table__.c.name + "!")
    team = relationship(Team, backref=backref("players", order_by=__table__.c.player_id))


@mapper_registry.mapped
class Game:
    __table__ = Table(
        "games",
        mapper_registry.metadata,
        Column("id", Integer, primary_key=True),
        Column("place", String(20)),
    )
    __mapper_args__ = {
        "properties": {
            "goals": relationship("Goal", back_populates="game", order_by="Goal.minute"),
        }
    }


@mapper_registry.mapped
class Goal:
    __table__ = Table(
        "goals",
        mapper_registry.metadata,
        Column("id", Integer, primary_key=True),
        Column("game_id", ForeignKey("games.id")),
        Column("minute", Integer),
    )
    game = relationship(Game, back_populates="goals")


def observe():
    engine = create_engine("sqlite://", poolclass=StaticPool, connect_args={"check_same_thread": False})
    Base.metadata.create_all(engine)
    mapper_registry.metadata.create_all(engine)
    session = Session(engine)
    red = Team(name="red", players=[Player(name="a"), Player(name="b")])
    session.add_all([red, Team(name="blue"), Game(place="x", goals=[Goal(minute=5), Goal(minute=2)]), Game(place="y")])
    session.commit()
    seen = {}
    seen["teams"] = [t.name for t in session.query(Team).join("players").order_by(Team.name)]
    seen["path"] = session.query(Player).options(joinedload("team")).filter(Player.name == "b").one().team.name
    seen["get"] = session.query(Player).get(2).upper
    seen["rows"] = [tuple(r) for r in session.query(Player.id, Player.name).order_by(Player.id.desc()).all()]
    seen["games"] = [(g.place, [m.minute for m in g.goals]) for g in session.query(Game).options(joinedload("goals")).order_by(Game.id)]
    seen["goal"] = [g.game.place for g in session.query(Goal).join("game").filter_by(place="x").order_by(Goal.minute)]
    seen["players"] = [p.name for p in red.players]
    seen["attributes"] = sorted(Player.__mapper__.attrs.keys())
    return seen
