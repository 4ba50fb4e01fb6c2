"""An article on its way: as collected, as extracted, as read."""

from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum


class Occasion(StrEnum):
    """Why an article is worked off: only news is told as it comes."""

    NEWS = "news"
    BACKFILL = "backfill"
    REPROCESSING = "reprocessing"


@dataclass(frozen=True, slots=True)
class CollectedArticle:
    """What a collector puts on the log: the bytes as they came, and what the source said of them.

    ``id`` names this version of the article (article id and content digest); ``article_id`` names the article,
    whatever its version, and begins with the month in which it was first seen. ``backfill`` says that nobody is alerted.
    """

    id: str
    article_id: str
    url: str
    source_id: str
    collected_at: datetime
    media_type: str
    content: bytes
    outlet: str | None = None
    title: str | None = None
    published: datetime | None = None
    backfill: bool = False
    occasion: Occasion = Occasion.NEWS
    country: str | None = None  # of the outlet, ISO 3166-1 alpha-2, lower case


class RemovedReason(StrEnum):
    CHROME = "chrome"  # navigation, sign-up boxes, cookie notices
    CAPTION = "caption"  # text that belongs to a picture
    RELATED = "related"  # links to other stories
    BYLINE = "byline"  # taken into authors
    MASTHEAD = "masthead"  # taken into outlet, section or title
    DATELINE = "dateline"  # taken into published
    PAYWALL = "paywall"


@dataclass(frozen=True, slots=True)
class RemovedLine:
    text: str
    reason: RemovedReason


@dataclass(frozen=True, slots=True)
class TitleVariant:
    """One wording of the title and where it stood: ``h1``, ``json-ld``, ``og:title``, ``title``, ``feed``, ``text``."""

    text: str
    origin: str


@dataclass(frozen=True, slots=True)
class Extraction:
    """What a page or a plain text says, without anything a collector knows of it.

    ``body`` holds paragraphs separated by one blank line. ``partial`` marks a text cut short by a paywall or teaser.
    """

    title: str
    body: str
    titles: tuple[TitleVariant, ...] = ()
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    section: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    language: str | None = None  # as the page declares it; see analysis.language for the detected one
    canonical_url: str | None = None
    removed: tuple[RemovedLine, ...] = ()
    partial: bool = False


@dataclass(frozen=True, slots=True)
class Article:
    """One version of an article as quotewire understands it. All spans elsewhere are offsets into ``text``."""

    id: str
    version_id: str
    url: str
    source_id: str
    collected_at: datetime
    title: str
    body: str
    language: str  # ISO 639-1, "und" when it could not be told
    titles: tuple[TitleVariant, ...] = ()
    authors: tuple[str, ...] = ()
    outlet: str | None = None
    section: str | None = None
    published: datetime | None = None
    modified: datetime | None = None
    canonical_url: str | None = None
    removed: tuple[RemovedLine, ...] = ()
    partial: bool = False
    backfill: bool = False
    occasion: Occasion = Occasion.NEWS
    country: str | None = None  # of the outlet, ISO 3166-1 alpha-2, lower case

    @property
    def text(self) -> str:
        """Title, blank line, body: the text that every span points into."""
        return f"{self.title}\n\n{self.body}"

    @property
    def dated(self) -> datetime:
        """When the article speaks from: its publication if known, else when it was collected."""
        return self.published or self.collected_at
