"""From the bytes of a page to its names and statements. Pure: the same bytes give the same reading anywhere."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Protocol

from quotewire.analysis.encoder.attribution import NamedSpan, Reading
from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.language import detect_language
from quotewire.analysis.statements.read import read_statements
from quotewire.analysis.text.extract import extract
from quotewire.errors import RejectedInput
from quotewire.model.article import Article, CollectedArticle, Extraction
from quotewire.model.journey import AnalysedArticle, RejectedArticle
from quotewire.model.mention import Mention
from quotewire.model.outcome import RejectedReason
from quotewire.model.statement import Statement


class Reader(Protocol):
    """Finds attributions and names in an English text: the place where another language's model plugs in."""

    def read(self, text: str) -> Reading: ...


@dataclass(frozen=True, slots=True)
class TextReading:
    """What is in a text: names as recognised, mentions joined to known entities, and statements."""

    names: tuple[NamedSpan, ...]
    mentions: tuple[Mention, ...]
    statements: tuple[Statement, ...]
    skipped: str = ""  # why no statements were looked for


class Analyser:
    """Holds what the analysis needs and has been loaded once: a reader for each language, and the registry."""

    def __init__(self, readers: dict[str, Reader], registry: Callable[[], Registry]) -> None:
        self._readers = readers
        self._registry = registry

    def analyse(self, collected: CollectedArticle) -> AnalysedArticle | RejectedArticle:
        try:
            extraction = extract(collected.content, collected.media_type, collected.url)
        except RejectedInput as rejected:
            return RejectedArticle(collected.id, collected.article_id, RejectedReason(rejected.reason), rejected.detail)
        return self.read(build_article(collected, extraction))

    def read(self, article: Article) -> AnalysedArticle:
        """Names and statements of an extracted article; other languages are linked by alias alone."""
        found = self.read_text(article.id, article.text, len(article.title), article.language, article.dated.date())
        return AnalysedArticle(article, found.mentions, found.statements, found.skipped)

    def read_text(self, article_id: str, text: str, title_end: int, language: str, day: date) -> TextReading:
        """The same for any text, of which the first ``title_end`` characters are the headline."""
        registry = self._registry()
        reader = self._readers.get(language)
        if reader is None:
            mentions = link_mentions(text, (), registry, day)
            return TextReading((), mentions, (), f"no reader for language {language!r}")
        reading = reader.read(text)
        mentions = link_mentions(text, reading.names, registry, day)
        statements = read_statements(article_id, text, title_end, reading, mentions, registry, day)
        return TextReading(reading.names, mentions, statements)


def build_article(collected: CollectedArticle, extraction: Extraction) -> Article:
    """What the page says, completed by what the source says; the page wins except for the outlet's name."""
    title = extraction.title or collected.title or ""
    return Article(
        id=collected.article_id,
        version_id=collected.id,
        url=collected.url,
        source_id=collected.source_id,
        collected_at=collected.collected_at,
        title=title,
        body=extraction.body,
        language=detect_language(f"{title}\n\n{extraction.body}", extraction.language),
        titles=extraction.titles,
        authors=extraction.authors,
        outlet=collected.outlet or extraction.outlet,
        section=extraction.section,
        published=choose_date(extraction.published, collected.published),
        modified=extraction.modified,
        canonical_url=extraction.canonical_url,
        removed=extraction.removed,
        partial=extraction.partial,
        backfill=collected.backfill,
        occasion=collected.occasion,
        country=collected.country,
    )


def choose_date(page: datetime | None, source: datetime | None) -> datetime | None:
    """The page's date, unless it is a bare day on which the source knows the hour."""
    if page and source and page.time() == time.min and abs(page - source) < timedelta(days=1):
        return source
    return page or source
