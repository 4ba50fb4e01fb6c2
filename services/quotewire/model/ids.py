"""Deterministic identifiers: the same input has the same id on every machine and at every reprocessing."""

import re
from collections.abc import Iterable
from datetime import datetime
from hashlib import blake2b

PROVISIONAL = "x-"
"""How the key of a speaker begins whom no list knows."""

_OF_ARTICLE = re.compile(rf"^{PROVISIONAL}.*-[0-9a-f]{{8}}$")
_OF_SEVERAL = re.compile(rf"^{PROVISIONAL}.*-[0-9a-f]{{12}}$")
_SPACE = re.compile(r"\W+")


def digest(*parts: str) -> str:
    """Twenty hex digits over the parts; the separator cannot occur in a part's own text by accident."""
    return blake2b("\x1f".join(parts).encode("utf-8", "surrogatepass"), digest_size=10).hexdigest()


def month(at: datetime) -> str:
    return f"{at:%Y%m}"


def article_id(canonical_url: str, first_seen: datetime) -> str:
    """``YYYYMM-digest``: the month routes to an index and cannot change when the article is seen again."""
    return f"{month(first_seen)}-{digest(canonical_url)}"


def version_id(of_article: str, content: bytes) -> str:
    return f"{of_article}.{blake2b(content, digest_size=6).hexdigest()}"


def statement_id(of_article: str, speaker_key: str, text: str, ordinal: int) -> str:
    """``ordinal`` tells apart the same words of the same speaker within one article."""
    return f"{month_of(of_article)}-{digest(of_article, speaker_key, fold(text), str(ordinal))}"


def claim_id(first_statement: str) -> str:
    return f"{month_of(first_statement)}-{digest('claim', first_statement)}"


def utterance_id(first_statement: str) -> str:
    return f"{month_of(first_statement)}-{digest('utterance', first_statement)}"


def alert_id(watch_id: str, utterance: str, distinction: str = "") -> str:
    """One alert for a watch and an utterance; ``distinction`` names a correction, which makes a further one."""
    return f"{month_of(utterance)}-{digest('alert', watch_id, utterance, distinction)}"


def provisional_key(name: str) -> str:
    """The key of a speaker that no list knows."""
    return f"{PROVISIONAL}{fold(name).replace(' ', '-')}"


def doubtful_key(name: str, candidates: Iterable[str]) -> str:
    """The key of a speaker whose name may mean any of these: the same in any article and order; it tells none of them."""
    return f"{provisional_key(name)}-{digest('doubt', *sorted(candidates))[:12]}"


def is_doubtful(key: str) -> bool:
    """Whether the key stands for one of several people of the same name."""
    return bool(_OF_SEVERAL.search(key))


def is_nameless(key: str) -> bool:
    """Whether the key of a speaker is of one article only, since the article gives no name."""
    return bool(_OF_ARTICLE.search(key))


def month_of(identifier: str) -> str:
    """The first-seen month that an id carries."""
    return identifier.split("-", 1)[0]


def fold(text: str) -> str:
    """Lower-cased words separated by single spaces: what is left when layout and punctuation do not matter."""
    return _SPACE.sub(" ", text.casefold()).strip()
