"""A watch's alerts as a JSON Feed (https://www.jsonfeed.org/version/1.1/)."""

import json
from collections.abc import Sequence
from html import escape
from itertools import pairwise
from typing import Any

from quotewire.api.atom import clean
from quotewire.model.alert import Alert, Evidence
from quotewire.model.span import Span
from quotewire.telling import body_of, tell_facts, tell_statement

VERSION = "https://jsonfeed.org/version/1.1"
MEDIA_TYPE = "application/feed+json"


def build_json_feed(watch_id: str, title: str, url: str, alerts: Sequence[Alert]) -> bytes:
    """The same entries under the same ids as the Atom feed, at every call; ``alerts`` are newest first."""
    feed = {
        "version": VERSION,
        "title": clean(title or watch_id),
        "feed_url": clean(url),
        "authors": [{"name": "quotewire"}],
        "items": [_item(alert) for alert in alerts],
    }
    return json.dumps(feed, ensure_ascii=False).encode()


def _item(alert: Alert) -> dict[str, Any]:
    """The author is who published it: readers show it as where the words stand, and the title already names who spoke."""
    said = alert.statement
    return {
        "id": f"urn:quotewire:alert:{alert.id}",
        "url": clean(alert.url),
        "title": clean(f"{said.speaker.name} {said.stance.value}: {said.text}"),
        "content_text": clean(body_of(alert)),
        "content_html": _paragraphs(alert),
        "date_published": alert.created_at.isoformat(),
        "date_modified": alert.created_at.isoformat(),
        "authors": [{"name": clean(alert.outlet or alert.title)}],
        "tags": [alert.kind.value, *(["look-back"] if alert.look_back else [])],
    }


def _paragraphs(alert: Alert) -> str:
    said, facts = (
        "<br>".join(escape(clean(line)) for line in lines) for lines in (tell_statement(alert), tell_facts(alert))
    )
    return f"<p>{said}</p><p>{_mark(alert.evidence)}</p><p>{facts}</p>"


def _mark(evidence: Evidence) -> str:
    """Everything that was written is escaped; only the marks around the statement's words are HTML."""
    edges = sorted({0, len(evidence.text), *(edge for span in evidence.spans for edge in (span.start, span.end))})
    pieces = (Span(start, end) for start, end in pairwise(edges))
    return "".join(_write(piece, evidence) for piece in pieces)


def _write(piece: Span, evidence: Evidence) -> str:
    text = escape(clean(piece.of(evidence.text)))
    return f"<mark>{text}</mark>" if any(span.contains(piece) for span in evidence.spans) else text
