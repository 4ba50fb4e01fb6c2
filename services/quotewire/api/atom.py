"""A watch's alerts as an Atom feed (RFC 4287)."""

import re
from collections.abc import Sequence
from datetime import UTC, datetime
from xml.etree.ElementTree import Element, SubElement, tostring

from quotewire.model.alert import Alert
from quotewire.telling import body_of

ATOM = "http://www.w3.org/2005/Atom"
MEDIA_TYPE = "application/atom+xml"
_NEVER = datetime(1970, 1, 1, tzinfo=UTC)
_NOT_XML = re.compile("[^\t\n\r\x20-\ud7ff\ue000-\ufffd\U00010000-\U0010ffff]")


def build_feed(watch_id: str, title: str, url: str, alerts: Sequence[Alert]) -> bytes:
    """Well-formed whatever the alerts hold; the ids are the same at every call. ``alerts`` are newest first."""
    feed = Element("feed", xmlns=ATOM)
    _add(feed, "id", f"urn:quotewire:watch:{watch_id}")
    _add(feed, "title", title or watch_id)
    _add(feed, "updated", (alerts[0].created_at if alerts else _NEVER).isoformat())
    _add(SubElement(feed, "author"), "name", "quotewire")
    SubElement(feed, "link", rel="self", type=MEDIA_TYPE, href=clean(url))
    for alert in alerts:
        _add_entry(feed, alert)
    written: bytes = tostring(feed, encoding="utf-8", xml_declaration=True)
    return written


def _add_entry(feed: Element, alert: Alert) -> None:
    said, entry = alert.statement, SubElement(feed, "entry")
    _add(entry, "id", f"urn:quotewire:alert:{alert.id}")
    _add(entry, "title", f"{said.speaker.name} {said.stance.value}: {said.text}")
    _add(entry, "updated", alert.created_at.isoformat())
    _add(entry, "published", alert.created_at.isoformat())
    SubElement(entry, "link", rel="alternate", href=clean(alert.url))
    SubElement(entry, "category", term=alert.kind.value)
    if alert.look_back:
        SubElement(entry, "category", term="look-back")
    _add(entry, "summary", alert.evidence.text)
    _add(entry, "content", body_of(alert))
    _add(SubElement(entry, "source"), "title", alert.outlet or alert.title)


def _add(parent: Element, name: str, text: str) -> None:
    SubElement(parent, name).text = clean(text)


def clean(text: str) -> str:
    """Without the characters that no XML may hold, escaped or not."""
    return _NOT_XML.sub("\ufffd", text)
