"""From a source's items to messages on the log."""

from dataclasses import replace
from datetime import UTC, datetime
from pathlib import Path

import pytest

from quotewire.adapters.clock import SystemClock
from quotewire.adapters.sqlite_log import SqliteLog
from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState
from quotewire.adapters.web.fetch import FetchLimits, WebFetch
from quotewire.codec import decode
from quotewire.collector.canonical import canonical_url
from quotewire.collector.feed import NotAFeedError, read_feed
from quotewire.collector.folder import read_folder
from quotewire.collector.poll import Collector
from quotewire.errors import ConfigurationError
from quotewire.model.article import CollectedArticle
from quotewire.model.source import Source, SourceKind
from quotewire.ports.fetch import FetchError, Response
from quotewire.topics import COLLECTED

_FEED = """<?xml version="1.0"?><rss version="2.0" xmlns:content="http://purl.org/rss/1.0/modules/content/"><channel>
<title>Wire</title><item><title>Ports &amp; fish</title><link>https://wire.example/a?utm_source=rss</link><guid>a</guid>
<pubDate>Wed, 03 May 2023 10:00:00 GMT</pubDate><content:encoded><![CDATA[<p>{text}</p>]]></content:encoded></item>
</channel></rss>"""


@pytest.fixture
def collector(tmp_path: Path) -> Collector:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    return Collector(
        SqlState(url), SqliteLog(tmp_path / "log.db", SystemClock()), SystemClock(), WebFetch("test", FetchLimits())
    )


def _collected(collector: Collector) -> list[CollectedArticle]:
    return [decode(CollectedArticle, record.value, record.headers) for record in collector.log.replay(COLLECTED.name)]


def _folder(tmp_path: Path, **files: str) -> Source:
    folder = tmp_path / "pages"
    folder.mkdir(exist_ok=True)
    for name, text in files.items():
        (folder / f"{name}.txt").write_text(text, "utf-8")
    return Source("pages", SourceKind.FOLDER, str(folder), outlet="The Pages")


def test_an_item_is_collected_once_and_again_only_when_it_changed(tmp_path: Path, collector: Collector) -> None:
    source = _folder(tmp_path, one="first text", two="second text")
    first = collector.poll(source)
    again = collector.poll(source)
    (tmp_path / "pages" / "one.txt").write_text("first text, corrected", "utf-8")
    changed = collector.poll(source)
    assert [(poll.collected, poll.unchanged) for poll in (first, again, changed)] == [(2, 0), (0, 2), (1, 1)]
    articles = _collected(collector)
    assert articles[0].article_id == articles[2].article_id
    assert articles[0].id != articles[2].id
    assert articles[0].outlet == "The Pages"


def test_a_feed_gives_entries_with_full_text(tmp_path: Path, collector: Collector) -> None:
    file = tmp_path / "feed.xml"
    file.write_text(_FEED.format(text="A sentence about ports. " * 40), "utf-8")
    collector.poll(Source("wire", SourceKind.FEED, str(file)))
    (article,) = _collected(collector)
    assert article.url == "https://wire.example/a"
    assert article.title == "Ports & fish"
    assert article.published == article.collected_at == datetime(2023, 5, 3, 10, tzinfo=UTC)
    assert b"Ports &amp; fish" in article.content


def test_a_source_that_fails_is_reported_and_harms_no_other(
    tmp_path: Path, collector: Collector, caplog: pytest.LogCaptureFixture
) -> None:
    blocked = tmp_path / "blocked.xml"
    blocked.write_text("<!DOCTYPE html><html>Just a moment</html>", "utf-8")
    collector.poll(Source("blocked", SourceKind.FEED, str(blocked)))
    collector.poll(_folder(tmp_path, one="text"))
    with collector.state.transaction() as tx:
        health = {source: (status, detail) for source, status, detail, _ in tx.sources.health()}
    assert health["blocked"][0] == "failing"
    assert "HTML page instead of a feed" in health["blocked"][1]
    assert health["pages"][0] == "ok"
    assert "source blocked: " in caplog.text


def test_an_empty_feed_is_told_apart_from_a_page() -> None:
    with pytest.raises(NotAFeedError, match="no entries"):
        read_feed(b"<rss><channel></channel></rss>", "https://wire.example/feed")


def test_a_manifest_says_what_file_names_do_not(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")
    (tmp_path / "manifest.yaml").write_text(
        "items:\n- {file: a.txt, url: 'https://o.example/a', outlet: O, source: o, collected_at: 2023-05-03T12:00:00Z}\n"
    )
    (item,) = read_folder(tmp_path)
    assert (item.url, item.outlet, item.source_id) == ("https://o.example/a", "O", "o")
    assert item.collected_at == datetime(2023, 5, 3, 12, tzinfo=UTC)


@pytest.mark.parametrize(
    ("manifest", "why"),
    [
        ("items: [", "line 1, column"),
        ("items:\n- {url: x}", "each with at least `file`"),
        ("items:\n- {file: ../outside.txt}", "outside the folder"),
        ("items:\n- {file: missing.txt}", "no file"),
        ("items:\n- {file: a.txt, published: 2023-13-45}", "month must be in"),
        ("items: \x00", "not allowed"),
    ],
)
def test_a_manifest_that_cannot_be_used_says_why(tmp_path: Path, manifest: str, why: str) -> None:
    (tmp_path / "manifest.yaml").write_text(manifest)
    with pytest.raises(ConfigurationError, match=why):
        list(read_folder(tmp_path))


def test_a_date_that_is_none_rejects_its_entry_and_no_other(tmp_path: Path) -> None:
    (tmp_path / "a.txt").write_text("text", "utf-8")
    (tmp_path / "manifest.yaml").write_text("items:\n- {file: a.txt, published: soon}\n- {file: a.txt, outlet: 7}\n")
    wrong, right = read_folder(tmp_path)
    assert "no usable date" in wrong.problem
    assert (right.problem, right.content, right.outlet) == ("", b"text", "7")


def test_a_dead_link_hides_no_entry_behind_it_and_is_tried_again(tmp_path: Path, collector: Collector) -> None:
    entries = "".join(f"<item><link>http://127.0.0.1/{name}</link></item>" for name in ("dead", "alive"))

    class Site:
        def __init__(self) -> None:
            self.dead = ["http://127.0.0.1/dead"]

        def get(self, url: str) -> Response:
            if url in self.dead:
                raise FetchError(f"{url} answered 503")
            page = f"<rss><channel>{entries}</channel></rss>" if url.endswith("feed") else f"<p>page {url}</p>"
            return Response(url, "text/html", page.encode())

    site = Site()
    collector = replace(collector, fetch=site)
    source = Source("wire", SourceKind.FEED, "http://127.0.0.1/feed")
    first = collector.poll(source)
    with collector.state.transaction() as tx:
        (_, status, detail, _), *_ = tx.sources.health()
    site.dead.clear()
    assert (first.collected, collector.poll(source).collected) == (1, 1)
    assert (status, "1 to be tried again: http://127.0.0.1/dead answered 503" in detail) == ("ok", True)


@pytest.mark.parametrize(
    ("url", "canonical"),
    [
        ("HTTPS://Example.org/a?utm_source=x&id=3#top", "https://example.org/a?id=3"),
        ("https://example.org/a?fbclid=abc", "https://example.org/a"),
        ("file:///tmp/a.txt", "file:///tmp/a.txt"),
        ("http://[broken", "http://[broken"),
    ],
)
def test_one_url_for_one_article(url: str, canonical: str) -> None:
    assert canonical_url(url) == canonical
