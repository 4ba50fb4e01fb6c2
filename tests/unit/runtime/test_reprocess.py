"""Which collected articles are sent to be read again, and as what."""

from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest

from quotewire.bootstrap import Ports, open_embedded
from quotewire.codec import VERSION_HEADER, decode, encode, headers_of
from quotewire.model.article import CollectedArticle, Occasion
from quotewire.ports.log import Message
from quotewire.runtime.reprocess import Wanted, send_again
from quotewire.settings import Settings
from quotewire.topics import COLLECTED, COLLECTED_BACKFILL, COLLECTED_REPROCESS

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)


def collected(number: int, source: str = "wire") -> Message:
    at = NOON + timedelta(hours=number)
    article = CollectedArticle(f"202405-a{number}.1", f"202405-a{number}", "u", source, at, "text/plain", b"x")
    return Message(article.article_id, encode(article), headers_of(CollectedArticle))


@pytest.fixture
def ports(tmp_path: Path) -> Ports:
    opened = open_embedded(Settings.model_validate({"data": tmp_path}))
    opened.log.append(COLLECTED.name, [collected(1), Message("poison", b"{"), collected(2, "blog")])
    opened.log.append(COLLECTED_BACKFILL.name, [collected(3)])
    return opened


@pytest.mark.parametrize(
    ("wanted", "sent"),
    [
        (Wanted(), [1, 2, 3]),
        (Wanted(source="wire"), [1, 3]),
        (Wanted(since=NOON + timedelta(hours=2)), [2, 3]),
        (Wanted(until=NOON + timedelta(hours=2)), [1]),
    ],
)
def test_what_is_wanted_is_sent_beside_the_news(ports: Ports, wanted: Wanted, sent: list[int]) -> None:
    assert send_again(ports, wanted, alert=False) == len(sent)
    records = list(ports.log.replay(COLLECTED_REPROCESS.name))
    assert [record.key for record in records] == [f"202405-a{number}" for number in sent]
    assert [record.headers[VERSION_HEADER] for record in records] == [f"202405-a{number}.1" for number in sent]
    articles = [decode(CollectedArticle, record.value, record.headers) for record in records]
    assert {(one.backfill, one.occasion) for one in articles} == {(True, Occasion.REPROCESSING)}
    ports.close()


def test_asked_to_alert_it_does(ports: Ports) -> None:
    send_again(ports, Wanted(source="blog"), alert=True)
    (record,) = ports.log.replay(COLLECTED_REPROCESS.name)
    assert decode(CollectedArticle, record.value).backfill is False
    ports.close()
