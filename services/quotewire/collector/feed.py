"""RSS, RDF and Atom feeds."""

from datetime import UTC, datetime
from html import escape
from time import struct_time
from typing import Any

import fastfeedparser
import feedparser

from quotewire.collector.item import Item
from quotewire.errors import QuotewireError

_FULL_TEXT = 600  # characters of an entry's content that make fetching its page needless


class NotAFeedError(QuotewireError):
    """A page, or nothing, where a feed should be."""


def read_feed(content: bytes, location: str) -> list[Item]:
    """The entries in the order of the feed; ``content`` of an item is empty when its page must be fetched.

    Raises NotAFeedError when there is none: an HTML answer is usually a block or an error page.
    """
    if content[:512].lstrip().lower().startswith((b"<!doctype html", b"<html")):
        raise NotAFeedError(f"{location} answered with an HTML page instead of a feed: it may be blocking this service")
    items = [_item(entry) for entry in _parse(content) if entry.get("link")]
    if not items:
        raise NotAFeedError(f"{location} holds no entries with links")
    return items


def _parse(content: bytes) -> list[Any]:
    """The fast parser where it is reliable; the careful one where the fast one is known to lose text."""
    if b"\xef\xbf\xbd" not in content and b"& " not in content:
        try:
            entries = list(fastfeedparser.parse(content).entries)
        except (ValueError, KeyError, TypeError, AttributeError):
            entries = []  # fastfeedparser raises these on odd namespaces; the careful parser reads on
        if entries:
            return entries
    return list(feedparser.parse(content, sanitize_html=False).entries)


def _item(entry: Any) -> Item:
    link, title = str(entry["link"]), str(entry.get("title") or "")
    text = _full_text(entry)
    page = (
        f"<html><body><article><h1>{escape(title)}</h1>{text}</article></body></html>"
        if len(text) >= _FULL_TEXT
        else ""
    )
    return Item(
        key=str(entry.get("id") or link),
        url=link,
        media_type="text/html",
        content=page.encode(),
        title=title or None,
        published=_published(entry),
    )


def _full_text(entry: Any) -> str:
    contents = entry.get("content") or []
    return max((str(part.get("value") or "") for part in contents), key=len, default="")


def _published(entry: Any) -> datetime | None:
    parsed = entry.get("published_parsed")
    if isinstance(parsed, struct_time):
        return datetime(*parsed[:6], tzinfo=UTC)
    try:
        moment = datetime.fromisoformat(str(entry.get("published")))
    except ValueError:
        return None
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
