"""Articles on HTML pages."""

import json
from datetime import UTC, datetime, timedelta, timezone

import pytest

from quotewire.analysis.text.extract import extract
from quotewire.errors import RejectedInput
from quotewire.model.article import Extraction, RemovedReason
from quotewire.model.outcome import RejectedReason

TITLE = "Harbour closes pier after cracks found"
PARAGRAPHS = [
    "The harbour authority said on Tuesday that it would close the northern pier after an inspection found cracks.",
    "“We cannot take the risk,” said Ines Vollmer, the harbour master. “It is that simple.”",
    "Two ferry companies denied that they had been warned. They plan to sue, a lawyer for one of them said.",
    "The minister for transport said that he was unable to confirm when the pier would open again to passengers.",
]
LINKED = {
    "@context": "https://schema.org",
    "@type": "NewsArticle",
    "headline": TITLE,
    "author": [{"@type": "Person", "name": "Jane Doe"}, {"@type": "Person", "name": "Bo Chen"}],
    "datePublished": "2023-05-03T14:05:00+01:00",
    "dateModified": "2023-05-04T08:00:00Z",
    "articleSection": "Politics",
    "publisher": {"@type": "Organization", "name": "The Coast Gazette"},
}


def page(head: str = "", body: list[str] | None = None, heading: str = TITLE, inside: str = "") -> str:
    text = "".join(f"<p>{line}</p>" for line in body or PARAGRAPHS)
    return (
        f"<!DOCTYPE html><html lang='en-GB'><head><title>{TITLE} | The Coast Gazette</title>{head}</head><body>"
        "<header><nav><ul><li><a href='/'>Home</a><li><a href='/world'>World</a></ul></nav></header>"
        f"<main><article><h1>{heading}</h1>{inside}<div class='article-body'>{text}</div></article></main>"
        "<footer><p>© 2023 The Coast Gazette</p><a href='/terms'>Terms of use</a></footer></body></html>"
    )


def linked(data: object) -> str:
    return f"<script type='application/ld+json'>{json.dumps(data)}</script>"


def read(html: str, media_type: str = "text/html", url: str | None = None) -> Extraction:
    return extract(html.encode(), media_type, url)


def test_the_body_is_the_paragraphs_and_nothing_else() -> None:
    assert read(page()).body == "\n\n".join(PARAGRAPHS)


def test_json_ld_says_who_when_and_where() -> None:
    found = read(page(linked({"@graph": [{"@type": "WebSite", "name": "Gazette"}, LINKED]})))
    assert found.authors == ("Jane Doe", "Bo Chen")
    assert found.published == datetime(2023, 5, 3, 14, 5, tzinfo=timezone(timedelta(hours=1)))
    assert found.modified == datetime(2023, 5, 4, 8, tzinfo=UTC)
    assert (found.section, found.outlet, found.language) == ("Politics", "The Coast Gazette", "en-GB")


def test_meta_serves_where_json_ld_is_broken() -> None:
    head = (
        '<script type=\'application/ld+json\'>{"@type": "NewsArticle", headline</script>'
        "<meta name='author' content='Jane Doe'><meta property='article:published_time' content='2023-05-03T14:05:00Z'>"
        "<meta property='og:site_name' content='The Coast Gazette'><meta property='article:section' content='World'>"
    )
    found = read(page(head))
    assert (found.authors, found.outlet, found.section) == (("Jane Doe",), "The Coast Gazette", "World")
    assert found.published == datetime(2023, 5, 3, 14, 5, tzinfo=UTC)


def test_a_byline_and_date_that_are_only_shown() -> None:
    byline = "<div class='byline'>By <a rel='author'>Jane Doe</a> and <a rel='author'>Bo Chen</a></div>"
    inside = f"{byline}<time datetime='2023-05-03'>3 May</time>"
    found = read(page(inside=inside))
    assert (found.authors, found.published) == (("Jane Doe", "Bo Chen"), datetime(2023, 5, 3, tzinfo=UTC))


def test_every_wording_of_the_title_is_kept_with_its_origin() -> None:
    head = linked(LINKED) + "<meta property='og:title' content='Pier shut | The Coast Gazette'>"
    found = read(
        page(head + "<meta property='og:site_name' content='The Coast Gazette'>", heading="Northern pier shut")
    )
    assert found.title == TITLE  # JSON-LD and the title element agree
    assert {(title.origin, title.text) for title in found.titles} == {
        ("h1", "Northern pier shut"),
        ("json-ld", TITLE),
        ("og:title", "Pier shut"),
        ("title", TITLE),
    }


def test_captions_of_figures_are_taken_out() -> None:
    caption = "A crane at the northern pier in April"
    figure = f"<figure><img src='a.jpg'><figcaption>{caption}</figcaption></figure>"
    assert caption not in read(page(inside=figure)).body
    credited = "Ferries wait at the pier (Jo Black/CP)"
    found = read(page(body=[*PARAGRAPHS[:2], credited, *PARAGRAPHS[2:]]))
    assert found.body == "\n\n".join(PARAGRAPHS)
    assert [(line.text, line.reason) for line in found.removed] == [(credited, RemovedReason.CAPTION)]


def test_canonical_address_is_made_absolute() -> None:
    head = "<link rel='canonical' href='/news/pier'>"
    assert (
        read(page(head), url="https://gazette.example/a?utm_source=x").canonical_url
        == "https://gazette.example/news/pier"
    )
    assert read(page("<link rel='canonical' href='javascript:alert(1)'>")).canonical_url is None


def test_a_page_flattened_to_paragraphs_is_read_like_plain_text() -> None:
    lines = [
        "Sign up today",
        "The Coast Gazette",
        "World",
        "Jane Doe & Bo Chen",
        TITLE,
        *PARAGRAPHS,
        "Related stories",
        "Tunnel reopens",
    ]
    found = read("<html><body>" + "".join(f"<p>{line}</p>" for line in lines) + "</body></html>")
    assert (found.title, found.outlet, found.section) == (TITLE, "The Coast Gazette", "World")
    assert found.authors == ("Jane Doe", "Bo Chen")
    assert found.body == "\n\n".join(PARAGRAPHS)


def test_the_bytes_decide_what_the_media_type_gets_wrong() -> None:
    assert read(page(), "text/plain").body == "\n\n".join(PARAGRAPHS)
    assert read(page(), "application/octet-stream").title == TITLE
    plain = "\n\n".join([TITLE, *PARAGRAPHS])
    assert read(plain, "text/html").body == "\n\n".join(PARAGRAPHS)


def test_xhtml_with_a_declaration() -> None:
    xhtml = '<?xml version="1.0" encoding="utf-8"?>' + page().replace("<!DOCTYPE html>", "")
    assert read(xhtml, "application/xhtml+xml").body == "\n\n".join(PARAGRAPHS)


def test_an_article_body_in_json_ld_serves_when_the_page_shows_none() -> None:
    head = linked({**LINKED, "articleBody": "\n\n".join(PARAGRAPHS)})
    html = f"<html><head>{head}</head><body><div id='app'></div></body></html>"
    assert read(html).body == "\n\n".join(PARAGRAPHS)


@pytest.mark.parametrize(
    "html",
    [
        "<html><body><h1>Home</h1><ul><li><a href='/a'>World</a><li><a href='/b'>Sport</a></ul></body></html>",
        "<html></html>",
        "<rss version='2.0'><channel><title>News</title></channel></rss>",
        '{"articles": [{"title": "Harbour closes pier"}]}',
    ],
)
def test_pages_without_an_article(html: str) -> None:
    with pytest.raises(RejectedInput) as caught:
        read(html)
    assert caught.value.reason == RejectedReason.NO_ARTICLE
