"""Statements and articles by hand, and a state to enter them in."""

from collections.abc import Mapping
from datetime import UTC, datetime
from pathlib import Path

from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState
from quotewire.model import ids
from quotewire.model.article import Article
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def open_state(folder: Path) -> SqlState:
    url = f"sqlite:///{folder / 'state.db'}"
    migrate(url)
    return SqlState(url)


def write_article(
    title: str, *paragraphs: str, at: datetime = NOON, outlet: str = "Morning Post", version: int = 1
) -> Article:
    article_id = ids.article_id(f"https://news.example/{outlet}/{title}", at)
    return Article(
        id=article_id,
        version_id=f"{article_id}.v{version}",
        url="https://news.example/",
        source_id="news",
        collected_at=at,
        title=title,
        body="\n\n".join(paragraphs),
        language="en",
        outlet=outlet,
        published=at,
    )


def say(
    article: Article, who: str, stance: Stance, cue: str, *contents: str, speaks_for: Mapping[str, str] | None = None
) -> Statement:
    """A statement whose content stands in the article verbatim, in the body unless only the title has it."""
    text, spans, start = article.text, [], 0
    for content in contents:
        found = text.find(content, max(start, len(article.title)))
        found = found if found >= 0 else text.index(content)
        spans.append(Span(found, found + len(content)))
        start = spans[-1].end
    near = min(_places(text, cue), key=lambda place: abs(place - spans[0].start))
    key = ids.provisional_key(who)
    shown = join_spans(text, spans)
    return Statement(
        id=ids.statement_id(article.id, key, shown, 1),
        speaker=Speaker(key, who, None, None, Resolution.FULL_NAME, speaks_for_id=(speaks_for or {}).get(who)),
        spans=tuple(spans),
        text=shown,
        form=Form.DIRECT if shown[:1] in '"“‘' else Form.INDIRECT,
        stance=stance,
        confidence=1.0,
        cue=Span(near, near + len(cue)),
        cue_text=cue,
        headline=spans[0].start < len(article.title),
    )


def _places(text: str, cue: str) -> list[int]:
    return [at for at in range(len(text)) if text.startswith(cue, at)]
