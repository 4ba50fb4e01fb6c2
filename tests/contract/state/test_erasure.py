"""A person erased on request is gone from state and index, stays gone, and takes nobody else along."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

import pytest
from sqlalchemy import create_engine
from tests.unit.processor.builders import NOON, say, write_article

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.fts import FtsIndex
from quotewire.adapters.state.engine import read_url
from quotewire.adapters.state.tables import metadata
from quotewire.alerter.live_matcher import LiveMatcher
from quotewire.errors import ConfigurationError
from quotewire.matching.watchfile import parse_watches
from quotewire.model.article import Article
from quotewire.model.care import ActionKind, AlertAction, Mute, MuteKind
from quotewire.model.entity import Entity
from quotewire.model.journey import AnalysedArticle, RecordedArticle
from quotewire.model.mention import EntityKind
from quotewire.model.statement import Stance, Statement
from quotewire.ports.search import Kind
from quotewire.ports.state import State
from quotewire.processor.erase import Eraser, Report, admitted, enter_ledger, find_person, make_entry
from quotewire.processor.redact import BLACK
from quotewire.query.parse import parse_query
from quotewire.runtime.flow import Stage, alert_stage, index_stage, record_stage
from quotewire.runtime.provision import provision_entities

ALLEGED = "Minister Orlova had ignored cracks in the wall of the Varda dam for years"
QUIST = Entity("p-rosa-quist", EntityKind.PERSON, "Rosa Quist", ("Rosa M. Quist",), surname="Quist")
WATCHES = "- id: dam\n  about: dam OR wall\n- id: quist\n  said_by: [{name: Rosa Quist}]\n"


def report(title: str = "Opposition leader Rosa Quist accuses minister", outlet: str = "Morning Post") -> Article:
    return write_article(
        title,
        f"Opposition leader Rosa Quist claimed that {ALLEGED}.",
        "“I was never told of any crack in the Varda dam,” Vera Orlova said. Quist was not told either, she added.",
        "Quist also said that the harbour festival would be held in August.",
        outlet=outlet,
    )


def read(article: Article) -> AnalysedArticle:
    said: list[Statement] = [
        say(article, "Rosa Quist", Stance.ALLEGES, "claimed", ALLEGED),
        say(article, "Vera Orlova", Stance.DENIES, "said", "“I was never told of any crack in the Varda dam,”"),
        say(article, "Rosa Quist", Stance.ASSERTS, "said", "the harbour festival would be held in August"),
    ]
    said[0] = replace(said[0], speaker=replace(said[0].speaker, role="Opposition leader"))
    return AnalysedArticle(article, (), tuple(said))


class Service:
    """The stages behind the analysis, driven by hand."""

    def __init__(self, state: State, index: FtsIndex) -> None:
        self.state, self.index = state, index
        clock = SystemClock()
        self.record: Stage = record_stage(state, clock)
        self.index_stage = index_stage(index, state, clock)
        self.alert = alert_stage(state, LiveMatcher(("desk",)), clock)

    def take(self, analysed: AnalysedArticle) -> RecordedArticle:
        (recorded,) = self.record.run(analysed)
        assert isinstance(recorded, RecordedArticle)
        self.show(recorded)
        return recorded

    def show(self, recorded: RecordedArticle) -> None:
        self.index_stage.run(recorded)
        self.alert.run(recorded)

    def erase(self, named: str, dry: bool = False) -> Report:
        with self.state.transaction() as tx:
            entry = enter_ledger(find_person(named, tx), "desk officer", NOON, tx, lambda: "salt")
        return Eraser(self.state, self.index, entry, dry).run()

    def found(self, query: str, kind: Kind) -> int:
        return self.index.search(parse_query(query), kind).total


@pytest.fixture
def service(state: State, tmp_path: Path) -> Iterator[Service]:
    with state.transaction() as tx:
        provision_entities([QUIST], tx)
        for watch in parse_watches(WATCHES, "w.yaml").watches:
            tx.watches.save(watch, "test", NOON)
    index = FtsIndex(tmp_path / "index.db")
    yield Service(state, index)
    index.close()


def everything(url: str) -> str:
    """All rows but those that an erasure leaves on purpose: watches, and addresses of articles."""
    kept = {"watches", "watch_history", "article_urls"}
    engine = create_engine(read_url(url))
    with engine.connect() as connection:
        rows = [
            str(tuple(row))
            for table in metadata.sorted_tables
            if table.name not in kept
            for row in connection.execute(table.select())
        ]
    engine.dispose()
    return "\n".join(rows)


def test_nothing_of_the_person_is_left_and_the_others_are(service: Service, url: str) -> None:
    before = service.take(read(report()))
    with service.state.transaction() as tx:
        (alert, *_) = tx.alerts.list("quist")
        tx.actions.add(AlertAction(alert.id, "quist", ActionKind.COMMENT, "me", NOON, "Quist again"))
        tx.mutes.save(Mute(MuteKind.WATCH, "dam", "me", NOON, comment="because of Rosa Quist"))
    assert "Quist" in everything(url)
    told = service.erase("rosa quist")
    left = everything(url)
    assert "quist" not in left.casefold()
    assert ALLEGED not in left
    assert "harbour festival" not in left
    assert "opposition leader" not in left.casefold()
    assert told.watches == ["quist"]
    assert {name: told.counts[name] for name in ("statements", "claims", "articles", "entities")} == {
        "statements": 2,
        "claims": 1,
        "articles": 1,
        "entities": 1,
    }
    with service.state.transaction() as tx:
        recorded = tx.articles.recorded(before.article.version_id)
        assert recorded is not None
        (said,) = (one.statement for one in recorded.statements)
        assert (said.speaker.name, said.text) == ("Vera Orlova", before.statements[1].statement.text)
        assert said.spans[0].of(recorded.article.text) == before.statements[1].statement.spans[0].of(report().text)
        assert tx.claims.get(before.statements[0].claim_id)  # Orlova answers it, in her words now
        assert tx.claims.get(before.statements[2].claim_id) is None
        assert [one.watch_id for one in tx.alerts.list()] == ["dam"]
        (entry,) = tx.erasures.all()
        assert (entry.author, dict(entry.counts)["statements"]) == ("desk officer", 2)
    assert [service.found(query, Kind.ARTICLES) for query in ("quist", "festival", "orlova")] == [0, 0, 1]
    assert [service.found(query, Kind.STATEMENTS) for query in ("speaker:quist", "crack")] == [0, 1]
    assert [service.found(query, Kind.CLAIMS) for query in ("ignored", "festival")] == [0, 0]


def test_a_dry_run_counts_and_changes_nothing(service: Service, url: str) -> None:
    service.take(read(report()))
    with service.state.reading() as tx:
        entry = make_entry(find_person("p-rosa-quist", tx), "", NOON, "salt")
    before = everything(url)
    told = Eraser(service.state, service.index, entry, dry=True).run()
    assert everything(url) == before
    done = service.erase("Rosa Quist").counts
    assert {name: done[name] for name in told.counts if told.counts[name]} == dict(+told.counts)


def test_they_stay_erased(service: Service, url: str, tmp_path: Path) -> None:
    on_the_log = service.take(read(report()))
    service.erase("Rosa M. Quist")
    service.take(read(report()))  # the same article again
    service.take(read(report("Rosa Quist, once more", "Evening Post")))  # another copy
    service.show(on_the_log)  # an indexer and an alerter that lagged behind
    correction = replace(report(), version_id=f"{report().id}.v2", body=report().body.replace("she added", "she noted"))
    service.take(replace(read(report()), article=correction))
    with service.state.transaction() as tx:
        provision_entities([QUIST], tx)
        assert admitted([QUIST], tx) == []
    assert "quist" not in everything(url).casefold()
    assert service.found("quist OR festival", Kind.ARTICLES) == 0
    assert service.found("speaker:quist OR ignored", Kind.STATEMENTS) == 0
    assert service.found("festival OR ignored", Kind.CLAIMS) == 0
    assert service.found("orlova", Kind.ARTICLES) == 2


def test_erasing_goes_on_where_it_was_interrupted(service: Service, url: str) -> None:
    service.take(read(report()))
    with service.state.transaction() as tx:
        enter_ledger(find_person("Rosa Quist", tx), "first", NOON, tx, lambda: "salt")
    service.take(read(report("Quist, Rosa Quist", "Evening Post")))
    service.erase("Rosa Quist")
    assert "quist" not in everything(url).casefold()


def test_a_name_is_taken_for_nobody_else(service: Service) -> None:
    article = write_article("Quist and May", "Hugo Quist may sing in May.", "“I sing,” Hugo Quist said.")
    service.erase("Rosa Quist")
    said = say(article, "Hugo Quist", Stance.ASSERTS, "said", "“I sing,”")
    assert service.take(AnalysedArticle(article, (), (said,))).article == article


def test_who_cannot_be_erased_is_told(service: Service) -> None:
    with service.state.transaction() as tx:
        provision_entities(
            [
                Entity("o-dam", EntityKind.ORGANISATION, "Dam Authority"),
                Entity("p-1", EntityKind.PERSON, "Ann Lee"),
                Entity("p-2", EntityKind.PERSON, "Ann Lee"),
            ],
            tx,
        )
    for named, told in (("o-dam", "no person"), ("Ann Lee", "p-1, p-2"), ("Quist", "full name")):
        with pytest.raises(ConfigurationError, match=told):
            service.erase(named)


def test_black_squares_keep_every_offset(service: Service) -> None:
    before = service.take(read(report()))
    service.erase("Rosa Quist")
    with service.state.transaction() as tx:
        after = tx.articles.recorded(before.article.version_id)
    assert after is not None
    assert len(after.article.text) == len(before.article.text)
    assert {new for old, new in zip(before.article.text, after.article.text, strict=True) if old != new} == {BLACK}
