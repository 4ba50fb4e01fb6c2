"""What a page's JSON-LD says of its article: headline, authors, dates, section, publisher.

Tolerant on purpose: comments, CDATA, trailing commas and raw line breaks in strings occur on real pages; a block that
still cannot be read is skipped. Only types that describe an article count, so that a page's list of videos or its
breadcrumb says nothing.
"""

import json
import re
from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import datetime
from html import unescape

from quotewire.analysis.text.byline import read_names
from quotewire.analysis.text.dates import parse_timestamp
from quotewire.analysis.text.normalise import normalise_line

_ARTICLE = re.compile(r"(?:article|blogposting|report|review|liveblogposting|webpage|posting)$", re.IGNORECASE)
_WRAPPING = re.compile(
    r"^\s*(?:<!--|//\s*<!\[CDATA\[|<!\[CDATA\[|/\*\s*<!\[CDATA\[\s*\*/)|(?:-->|//\s*\]\]>|\]\]>|/\*\s*\]\]>\s*\*/)\s*;?\s*$"
)
_TRAILING_COMMA = re.compile(r",(\s*[}\]])")
_LINK = re.compile(r"https?:|[/@]")
_MAY_SIGN = re.compile(r"\w[^/@<>]{1,59}")
_MOST_NODES = 2000
_LONGEST_BLOCK = 2_000_000


@dataclass(frozen=True, slots=True)
class LinkedArticle:
    """The article as its JSON-LD describes it; every field may be missing."""

    headline: str = ""
    authors: tuple[str, ...] = ()
    organisations: tuple[str, ...] = ()  # named as author
    published: datetime | None = None
    modified: datetime | None = None
    section: str | None = None
    publisher: str | None = None
    language: str | None = None
    body: str = ""
    free: bool = True


def read_linked(blocks: Iterable[str]) -> LinkedArticle:
    """The richest article in a page's blocks of JSON-LD; an empty one when there is none."""
    found = [_article_of(node) for block in blocks for node in _nodes(_load(block)) if _is_article(node)]
    return max(found, key=_richness, default=LinkedArticle())


def _load(block: str) -> object:
    text = _WRAPPING.sub("", _WRAPPING.sub("", block[:_LONGEST_BLOCK]))
    for attempt in (text, _TRAILING_COMMA.sub(r"\1", text), unescape(text)):
        try:
            return json.loads(attempt, strict=False)
        except (ValueError, RecursionError):
            continue
    return None


def _nodes(root: object) -> Iterator[dict[str, object]]:
    """Objects of the graph, outermost first, without following the stories that an article links to."""
    waiting = [root]
    for _ in range(_MOST_NODES):
        if not waiting:
            return
        node = waiting.pop(0)
        if isinstance(node, list):
            waiting.extend(node)
        elif isinstance(node, dict):
            yield node
            waiting.extend(node.get(key) for key in ("@graph", "mainEntity", "mainEntityOfPage", "hasPart"))


def _is_article(node: dict[str, object]) -> bool:
    return any(_ARTICLE.search(kind) for kind in _texts(node.get("@type")))


def _article_of(node: dict[str, object]) -> LinkedArticle:
    is_page = all("page" in kind.lower() for kind in _texts(node.get("@type")))
    return LinkedArticle(
        headline=_first(node.get("headline")) or ("" if is_page else _first(node.get("name"))),
        authors=_authors_of(node, people=True),
        organisations=_authors_of(node, people=False),
        published=parse_timestamp(_first(node.get("datePublished")))
        or parse_timestamp(_first(node.get("dateCreated"))),
        modified=parse_timestamp(_first(node.get("dateModified"))),
        section=_first(node.get("articleSection")) or None,
        publisher=_first(node.get("publisher")) or None,
        language=_first(node.get("inLanguage")) or None,
        body=unescape(_body_of(node)),
        free=str(node.get("isAccessibleForFree", True)).lower() != "false",
    )


def _body_of(node: dict[str, object]) -> str:
    body = node.get("articleBody")
    return body if isinstance(body, str) else ""


def _authors_of(node: dict[str, object], people: bool) -> tuple[str, ...]:
    given = node.get("author") or node.get("creator") or []
    entries = given if isinstance(given, list) else [given]
    texts = [
        normalise_line(unescape(text))
        for entry in entries
        if _is_organisation(entry) is not people
        for text in _texts(entry)
    ]
    names = [name for text in texts if not _LINK.match(text) for name in read_names(text)]
    return tuple(dict.fromkeys(names or [text for text in texts if _MAY_SIGN.fullmatch(text)]))


def _is_organisation(entry: object) -> bool:
    return isinstance(entry, dict) and any("Organization" in kind for kind in _texts(entry.get("@type")))


def _texts(value: object) -> list[str]:
    """Strings of a value that JSON-LD may give as a string, an object with a name, or a list of either."""
    if isinstance(value, str):
        return [value]
    if isinstance(value, dict):
        return _texts(value.get("name")) if not isinstance(value.get("name"), dict) else []
    return (
        [text for item in value if not isinstance(item, list) for text in _texts(item)]
        if isinstance(value, list)
        else []
    )


def _first(value: object) -> str:
    return next((line for text in _texts(value) if (line := normalise_line(unescape(text)))), "")


def _richness(article: LinkedArticle) -> int:
    told = (article.headline, article.authors, article.published, article.section, article.publisher)
    return sum(map(bool, told)) + 2 * bool(article.headline and article.published)
