"""What is old goes from state, log and index, and what is still needed stays."""

from collections.abc import Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from tests.contract.state.samples import make_article, make_recorded, make_utterance
from typing_extensions import override

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.fts import FtsIndex
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.bootstrap import Ports, open_embedded
from quotewire.ports.log import Message
from quotewire.runtime.retention import oldest_month, retain
from quotewire.settings import Settings
from quotewire.topics import COLLECTED, DEAD_LETTERS, WATCHES

NOW = datetime.now(UTC)
DAY = timedelta(days=1)


class Aged(SystemClock):
    """Appends in the past."""

    @override
    def now(self) -> datetime:
        return NOW - 40 * DAY


@pytest.fixture
def settings(tmp_path: Path) -> Settings:
    return Settings.model_validate({"data": tmp_path})


@pytest.fixture
def ports(settings: Settings) -> Iterator[Ports]:
    opened = open_embedded(settings)
    yield opened
    opened.close()


def test_old_records_go_once_they_were_read(settings: Settings, ports: Ports) -> None:
    aged = SqliteLog(settings.data / "log.db", Aged())
    for topic in (COLLECTED, DEAD_LETTERS, WATCHES):
        aged.append(topic.name, [Message("k", b"1"), Message("k", b"2")])
    aged.commit("analyse", aged.read(COLLECTED.name, "analyse", 1))
    ports.log.append(COLLECTED.name, [Message("k", b"3")])
    aged.close()
    told = list(retain(settings, ports))
    assert [record.value for record in ports.log.replay(COLLECTED.name)] == [b"2", b"3"]
    assert [len(list(ports.log.replay(topic.name))) for topic in (DEAD_LETTERS, WATCHES)] == [2, 2]
    assert any("1 records of articles.collected" in line for line in told)


@pytest.mark.parametrize(("newest", "kept"), [(NOW, False), (NOW - 400 * DAY, True)])
def test_novelty_goes_beyond_its_window_as_the_coverage_sees_time(
    settings: Settings, ports: Ports, newest: datetime, kept: bool
) -> None:
    said = NOW - 400 * DAY
    with ports.state.transaction() as tx:
        tx.articles.save(make_recorded(make_article(at=newest)))
        tx.utterances.save(make_utterance(at=said))
        tx.fingerprints.save("202405-a9", {1, 2, 3}, said)
    list(retain(settings, ports))
    with ports.state.transaction() as tx:
        assert bool(tx.utterances.of_speaker("x-mara-quill", said - DAY)) is kept
        assert bool(tx.fingerprints.overlapping({1, 2, 3}, said - DAY)) is kept


def test_old_months_go_only_where_the_settings_say_so(
    settings: Settings, ports: Ports, caplog: pytest.LogCaptureFixture
) -> None:
    assert isinstance(ports.index, FtsIndex)
    ports.index.put([make_recorded()])
    assert not any("index" in line for line in retain(settings, ports))
    limited = settings.model_copy(update={"retention_months": 2})
    assert any("2 documents" in line for line in retain(limited, ports))
    assert "index: 2 documents first seen before" in caplog.text


def test_this_month_counts() -> None:
    assert oldest_month(1, datetime(2024, 5, 31, tzinfo=UTC)) == "202405"
    assert oldest_month(6, datetime(2024, 5, 1, tzinfo=UTC)) == "202312"
