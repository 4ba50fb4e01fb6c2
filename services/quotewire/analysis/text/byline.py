"""Names of authors in bylines and metadata."""

import re

_LEAD = re.compile(
    r"(?:(?:written|words|story|report|reported|analysis|posted|published|article|text|review|exclusive)?\s*by|"
    r"from|von|par|por|di|"
    r"автор:|author:|words:)\s*:?\s+",
    re.IGNORECASE,
)
_BY = re.compile(r"(?:\w+\s+)?(?:by|von|par|por)\s*:?\s+\S", re.IGNORECASE)
_JOIN = re.compile(r"\s+(?:and|und|et|y|e)\s+|\s*[&;|•·]\s*|\s*/\s*|\s+with\s+", re.IGNORECASE)
_TOKEN = r"(?:[^\W\d_a-zß-öø-ÿ][\w’'.-]*|de|da|di|del|der|den|van|von|al|bin|la|le|el|ter|dos|du|y|ibn|ben)"  # noqa: S105
_NAME = re.compile(rf"{_TOKEN}(?:\s+{_TOKEN}){{1,4}}")
_ROLE = re.compile(
    r"\b(?:editor|correspondent|reporter|writer|bureau|chief|staff|columnist|contributor|producer|desk|team|"
    r"agency|agencies|"
    r"newsroom|journalist|analyst|producer|photographer|author|admin|editorial|media|press|news|online|redaktion|"
    r"wire|services?)\b",
    re.IGNORECASE,
)
_HANDLE = re.compile(r"https?://\S+|www\.\S+|\S+@\S+|@\w+|\bTwitter\b|\bUpdated\b.*|\bPublished\b.*", re.IGNORECASE)
_LONGEST = 160
_MOST_AUTHORS = 12


def is_byline(line: str) -> bool:
    """A line that says who wrote, "By Jane Doe" or "Jane Doe and John Smith", and nothing else."""
    if len(line) > _LONGEST or line.endswith((".", "?", "!", ":")):
        return False
    return bool(read_names(line)) and (bool(_BY.match(line)) or _joins_names(line))


def is_name(text: str) -> bool:
    """Two to five capitalised words without a word of the trade among them."""
    return bool(_NAME.fullmatch(text)) and not _ROLE.search(text) and len(text) <= 60 and not text.isupper()


def is_trade(text: str) -> bool:
    """Whether it names a desk or an office rather than a person."""
    return bool(_ROLE.search(text))


def read_names(text: str) -> tuple[str, ...]:
    """The people named in a byline, in order; roles, places, addresses and "By" left out."""
    bare = _LEAD.sub("", _HANDLE.sub("", text[:_LONGEST]).strip(), count=1)
    names: list[str] = []
    for part in _JOIN.split(bare):
        names.extend(_names_of(part, several=bool(_JOIN.search(bare))))
    return tuple(dict.fromkeys(names))[:_MOST_AUTHORS]


def _names_of(part: str, several: bool) -> list[str]:
    """A comma separates names where the byline has several, else a name from a role or place."""
    pieces = [_titled(piece.strip(" .-–—:,")) for piece in re.split(r"\s*,\s*|\s+[-–—]\s+|\s+in\s+|\s+for\s+", part)]
    names = [piece for piece in pieces if is_name(piece)]
    return names if several else names[:1] if pieces and pieces[0] in names else []


def _titled(name: str) -> str:
    return name.title() if name.isupper() and " " in name else name


def _joins_names(line: str) -> bool:
    parts = [part.strip() for part in _JOIN.split(line)]
    return len(parts) > 1 and all(is_name(_titled(re.split(r"\s*,\s*", part)[0])) for part in parts)
