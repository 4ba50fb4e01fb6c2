"""An HTML page as a tree, and what its head and landmarks say of the article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from quotewire.analysis.text.byline import read_names
from quotewire.analysis.text.dates import parse_timestamp
from quotewire.analysis.text.jsonld import LinkedArticle, read_linked
from quotewire.analysis.text.normalise import fold_line, normalise_line
from quotewire.model.article import TitleVariant

_DEEPEST = 250  # libxml2 drops what lies deeper than 256
_NESTING = re.compile(
    r"</?(?:div|span|section|b|i|u|em|strong|font|center|small|big|a|ul|ol|li|blockquote|table|tr|td|tbody)\b[^<>]*>",
    re.I,
)
_LATEST = "2100-01-01"  # htmldate would ask the clock
_SITE = re.compile(r"\s+[|–—·•»-]\s+|\s*[|»]\s*|\s+::\s+")  # noqa: RUF001
_AUTHOR_META = (
    "author",
    "article:author",
    "parsely-author",
    "byl",
    "dc.creator",
    "dcterms.creator",
    "sailthru.author",
    "article:author_name",
    "og:author",
)
_PUBLISHED_META = (
    "article:published_time", "datepublished", "date", "parsely-pub-date", "pubdate", "publishdate", "sailthru.date", "dc.date",
    "dc.date.issued", "dcterms.created", "og:published_time", "article:published", "publish-date", "publication_date", "cxenseparse:recs:publishtime",
)  # fmt: skip
_MODIFIED_META = (
    "article:modified_time",
    "datemodified",
    "og:updated_time",
    "lastmod",
    "last-modified",
    "dcterms.modified",
)
_SECTION_META = ("article:section", "section", "parsely-section", "og:section", "cxenseparse:recs:category")
_OUTLET_META = ("og:site_name", "application-name", "publisher", "dc.publisher", "twitter:app:name:iphone")
_BYLINES = etree.XPath(
    "//*[@rel='author' or @itemprop='author' or contains(@class,'byline') or contains(@class,'Byline') or "
    "contains(@class,'author-name') or contains(@class,'authorName') or contains(@class,'author__name') or contains(@class,'article-author')]"
)
_TIMES = etree.XPath(
    "//*[@itemprop='datePublished']/@content | //*[@itemprop='datePublished']/@datetime | //time/@datetime"
)
_HEADINGS = etree.XPath("//h1[not(ancestor::header[ancestor-or-self::*[contains(@class,'site')]])]")


@dataclass(frozen=True, slots=True)
class PageFacts:
    """What a page says of its article outside the running text."""

    titles: tuple[TitleVariant, ...]
    authors: tuple[str, ...]
    outlet: str | None
    section: str | None
    published: datetime | None
    modified: datetime | None
    language: str | None
    canonical_url: str | None
    linked: LinkedArticle


def parse_page(text: str) -> HtmlElement | None:
    """The tree, or None when there is no element in the text. Nesting beyond libxml2's limit is flattened once."""
    tree = _parse(text)
    if tree is not None and _depth(tree) >= _DEEPEST:
        return _parse(_NESTING.sub("\n", text))
    return tree


def _parse(text: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(text.replace("\x00", "").encode("utf-8", "replace"), parser=parser)
    except (etree.ParserError, etree.XMLSyntaxError):
        return None


def _depth(tree: HtmlElement) -> int:
    deepest = depth = 0
    for event, _ in etree.iterwalk(tree, events=("start", "end")):
        depth += 1 if event == "start" else -1
        deepest = max(deepest, depth)
    return deepest


def read_facts(tree: HtmlElement, url: str | None) -> PageFacts:
    """Head, JSON-LD and landmarks in the order of trust that was measured: JSON-LD, meta, what is shown."""
    meta = _meta_of(tree)
    linked = read_linked(script.text or "" for script in tree.iter("script") if "ld+json" in (script.get("type") or ""))
    outlet = _from(meta, _OUTLET_META) or linked.publisher
    return PageFacts(
        titles=_titles_of(tree, meta, linked),
        authors=_authors_of(tree, meta, linked, outlet),
        outlet=outlet,
        section=_from(meta, _SECTION_META) or linked.section,
        published=linked.published or _date_from(meta, _PUBLISHED_META) or _shown_date(tree, url),
        modified=linked.modified or _date_from(meta, _MODIFIED_META),
        language=tree.get("lang") or _from(meta, ("content-language", "og:locale", "language")) or linked.language,
        canonical_url=_canonical_of(tree, meta, url),
        linked=linked,
    )


def choose_title(titles: Sequence[TitleVariant]) -> str:
    """The wording that most origins agree on; among equals the first, which is the one shown."""
    folded = [fold_line(title.text) for title in titles]
    return max(titles, key=lambda title: folded.count(fold_line(title.text))).text if titles else ""


def _meta_of(tree: HtmlElement) -> dict[str, list[str]]:
    found: dict[str, list[str]] = {}
    for element in tree.iter("meta"):
        name = (
            element.get("property") or element.get("name") or element.get("itemprop") or element.get("http-equiv") or ""
        )
        content = normalise_line(element.get("content") or "")
        if name and content:
            found.setdefault(name.lower(), []).append(content)
    return found


def _from(meta: dict[str, list[str]], names: Iterable[str]) -> str | None:
    return next((meta[name][0] for name in names if name in meta and not meta[name][0].startswith("http")), None)


def _date_from(meta: dict[str, list[str]], names: Iterable[str]) -> datetime | None:
    return next((date for name in names for value in meta.get(name, ()) if (date := parse_timestamp(value))), None)


def _shown_date(tree: HtmlElement, url: str | None) -> datetime | None:
    stamped = next((date for value in _TIMES(tree)[:3] if (date := parse_timestamp(str(value)))), None)
    return stamped or parse_timestamp(find_date(tree, original_date=True, url=url, max_date=_LATEST))


def _titles_of(tree: HtmlElement, meta: dict[str, list[str]], linked: LinkedArticle) -> tuple[TitleVariant, ...]:
    shown = _from(meta, ("og:title", "twitter:title")) or ""
    element = tree.find(".//title")
    full = normalise_line(element.text_content()) if element is not None else ""
    reference = fold_line(f"{linked.headline} {shown} {full}")
    variants = (
        TitleVariant(_heading_of(tree, reference), "h1"),
        TitleVariant(linked.headline, "json-ld"),
        TitleVariant(_without_site(shown), "og:title"),
        TitleVariant(_without_site(full), "title"),
    )
    return tuple(variant for variant in variants if variant.text)


def _heading_of(tree: HtmlElement, reference: str) -> str:
    """The h1 that other titles on the page resemble most, so that a site's name in an h1 is passed over."""
    known = set(reference.split())
    texts = [
        text for heading in _HEADINGS(tree)[:10] if (text := normalise_line(heading.text_content())) and len(text) < 400
    ]
    return max(texts, key=lambda text: _share(text, known), default="")


def _share(text: str, known: set[str]) -> float:
    words = set(fold_line(text).split())
    return len(words & known) / (len(words) + 1)


def _without_site(title: str) -> str:
    """The longest part of "Headline | Site"."""
    parts = [part for part in _SITE.split(title) if part]
    longest = max(parts, key=len, default="")
    return title[: title.find(longest) + len(longest)] if parts and parts[0] == longest else longest


def _authors_of(
    tree: HtmlElement, meta: dict[str, list[str]], linked: LinkedArticle, outlet: str | None
) -> tuple[str, ...]:
    stated = [name for key in _AUTHOR_META for value in meta.get(key, ()) for name in read_names(value)]
    shown = [
        name for element in _BYLINES(tree)[:8] for name in read_names(normalise_line(element.text_content())[:160])
    ]
    site = fold_line(outlet or "")
    for names in (linked.authors, stated, shown):
        people = [name for name in names if fold_line(name) != site]
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _canonical_of(tree: HtmlElement, meta: dict[str, list[str]], url: str | None) -> str | None:
    links = [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()]
    for link in [*links, *meta.get("og:url", ())]:
        try:
            absolute = urljoin(url or "", link.strip())
            host = urlsplit(absolute).hostname
        except ValueError:
            continue
        if host and absolute.startswith(("http://", "https://")):
            return absolute
    return None
