"""An HTML page as a tree, and what its head and landmarks say of the article."""

import re
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import datetime
from urllib.parse import urljoin, urlsplit

from htmldate import find_date
from lxml import etree
from lxml.html import HtmlElement, HTMLParser, document_fromstring

from quotewire.analysis.text.byline import is_trade, read_names
from quotewire.analysis.text.dates import parse_timestamp
from quotewire.analysis.text.jsonld import LinkedArticle, read_linked
from quotewire.analysis.text.normalise import fold_line, normalise_line
from quotewire.model.article import TitleVariant

_DEEPEST = 250  # libxml2 drops what lies deeper than 256
_NESTING = re.compile(
    r"</?(?:div|span|section|b|i|u|em|strong|font|center|small|big|a|ul|ol|li|blockquote|table|tr|td|"
    r"tbody)\b[^<>]*>",
    re.I,
)
_TAG_OPENS = re.compile(r"<[a-zA-Z][\w:-]*(?=[\s/])")
_QUOTED = re.compile(r"\"[^\"]*\"|'[^']*'")
_LONG_TAG = 2000  # characters
_CROWD = 1000  # characters of attributes beside their quoted values
_LATEST = "2100-01-01"  # htmldate would ask the clock
_SEPARATORS = " |–—·•»:-"
_SITE_WORDS = 4
_MOST_BYLINES = 12
_SITE = re.compile(r"\s+[|–—·•»-]\s+|\s*[|»]\s*|\s+::\s+")
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
    "dc.date.issued", "dcterms.created", "og:published_time", "article:published", "publish-date", "publication_date",
    "cxenseparse:recs:publishtime",
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
_BYLINE_CLASSES = (
    "byline", "Byline", "author-name", "authorName", "author__name", "article-author", "AuthorLink", " author ", " authors ",
)  # fmt: skip
_CLASSED = " or ".join(f"contains(concat(' ',@class,' '),'{name}')" for name in _BYLINE_CLASSES)
_BYLINES = etree.XPath(
    f"//*[@rel='author' or @itemprop='author' or (self::a and contains(@href,'/author/')) or {_CLASSED}]"
)
_TIMES = etree.XPath("//*[@itemprop='datePublished'] | //time[@datetime]")
_HEADINGS = etree.XPath("//h1")


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


def _bounded(text: str) -> str:
    """Without NUL and without tags of many attributes: the parser's search for doubled ones is quadratic."""
    return ">".join(map(_without_crowd, text.replace("\x00", "").split(">")))


def _without_crowd(piece: str) -> str:
    """What stands before a ">", with a tag of hundreds of attributes cut down to its name."""
    tag = _TAG_OPENS.search(piece) if len(piece) > _LONG_TAG else None
    if tag is None or len(_QUOTED.sub("", piece[tag.end() :])) <= _CROWD:
        return piece
    closing = next((f"></{name}" for name in ("script", "style") if piece.endswith(f"</{name}")), "")
    return piece[: tag.end()] + closing


def _parse(text: str) -> HtmlElement | None:
    parser = HTMLParser(encoding="utf-8", remove_comments=True, remove_pis=True, collect_ids=False)
    try:
        return document_fromstring(_bounded(text).encode("utf-8", "replace"), parser=parser)
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
        titles=_titles_of(tree, meta, linked, _site_names(outlet, url)),
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


def select(path: etree.XPath, tree: HtmlElement) -> list[HtmlElement]:
    """Elements that an XPath finds, in document order."""
    found = path(tree)
    return [element for element in found if isinstance(element, HtmlElement)] if isinstance(found, list) else []


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
    stamps = [element.get("datetime") or element.get("content") for element in select(_TIMES, tree)[:3]]
    stamped = next((date for stamp in stamps if (date := parse_timestamp(stamp))), None)
    return stamped or parse_timestamp(find_date(tree, original_date=True, url=url, max_date=_LATEST))


def _titles_of(
    tree: HtmlElement, meta: dict[str, list[str]], linked: LinkedArticle, site: str
) -> tuple[TitleVariant, ...]:
    shown = _from(meta, ("og:title", "twitter:title")) or ""
    element = tree.find(".//title")
    full = normalise_line(element.text_content()) if element is not None else ""
    reference = fold_line(f"{linked.headline} {shown} {full}")
    variants = (
        TitleVariant(_heading_of(tree, reference), "h1"),
        TitleVariant(_without_site(linked.headline, site), "json-ld"),
        TitleVariant(_without_site(shown, site), "og:title"),
        TitleVariant(_without_site(full, site, certain=False), "title"),
    )
    return tuple(variant for variant in variants if variant.text)


def _site_names(outlet: str | None, url: str | None) -> str:
    """Outlet and host run together, to find a part of a title in."""
    try:
        host = urlsplit(url or "").hostname or ""
    except ValueError:
        host = ""
    return f"{fold_line(outlet or '').replace(' ', '')} {host}"


def _heading_of(tree: HtmlElement, reference: str) -> str:
    """The h1 that other titles on the page resemble most, so that a site's name in an h1 is passed over."""
    known = set(reference.split())
    texts = [
        text
        for heading in select(_HEADINGS, tree)[:10]
        if (text := normalise_line(heading.text_content())) and len(text) < 400
    ]
    return max(texts, key=lambda text: _share(text, known), default="")


def _share(text: str, known: set[str]) -> float:
    words = set(fold_line(text).split())
    return len(words & known) / (len(words) + 1)


def _without_site(title: str, site: str, certain: bool = True) -> str:
    """ "Headline | Site" without the site. Unless ``certain``, a short last part goes too, whatever it says."""
    parts = _SITE.split(title)
    if len(parts) < 2:
        return title
    for part, rest in ((parts[-1], title[: title.rindex(parts[-1])]), (parts[0], title[len(parts[0]) :])):
        if _is_site(part, site) or (
            not certain and part is parts[-1] and len(part.split()) <= _SITE_WORDS < len(rest.split())
        ):
            return _without_site(rest.strip(_SEPARATORS), site)
    return title


def _is_site(part: str, site: str) -> bool:
    name = fold_line(part).replace(" ", "").removeprefix("the")
    return len(name) > 1 and name in site


def _authors_of(
    tree: HtmlElement, meta: dict[str, list[str]], linked: LinkedArticle, outlet: str | None
) -> tuple[str, ...]:
    """People from JSON-LD, from meta, from the first byline shown; an organisation only when no person is named."""
    stated = [
        name for key in _AUTHOR_META for value in meta.get(key, ()) for name in read_names(value) or _handle(value)
    ]
    site = fold_line(outlet or "")
    for names in (linked.authors, stated, _shown_authors(tree), linked.organisations):
        people = [name for name in names if fold_line(name) != site]
        if people:
            return tuple(dict.fromkeys(people))
    return ()


def _handle(value: str) -> tuple[str, ...]:
    """A pen name of one word."""
    return (value,) if re.fullmatch(r"[A-Z][\w-]{2,24}", value) and not value.isupper() and not is_trade(value) else ()


def _shown_authors(tree: HtmlElement) -> list[str]:
    """Names in the first byline, and in those that stand beside it."""
    first = None
    names: list[str] = []
    for element in select(_BYLINES, tree)[:_MOST_BYLINES]:
        found = read_names(normalise_line(element.text_content())[:160])
        if found and (first is None or element.getparent() is first):
            first = element.getparent() if first is None else first
            names.extend(found)
    return names


def _canonical_of(tree: HtmlElement, meta: dict[str, list[str]], url: str | None) -> str | None:
    links = [link.get("href") or "" for link in tree.iter("link") if "canonical" in (link.get("rel") or "").lower()]
    for link in [*links, *meta.get("og:url", ())]:
        try:
            absolute = urljoin(url or "", link.strip())
            host = urlsplit(absolute).hostname
        except ValueError:
            continue
        if host and absolute.startswith(("http://", "https://")):
            return str(absolute)
    return None
