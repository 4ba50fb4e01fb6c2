"""How an article words a speaker: the name that heads the phrase, or the pronoun or noun that stands for one."""

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from enum import StrEnum
from functools import cache
from types import MappingProxyType

from quotewire.analysis.statements.lexicon import read_rows
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.span import Span

PRONOUNS = frozenset(
    "he she they it i we you who which that his her hers their its this these those him them himself herself"
    " themselves itself one my our your whom".split()
)
_CUT = re.compile(r",|;|\(|\)|—|–|\s-{1,2}\s|\n")
_PREPOSITION = re.compile(
    r"\s(?:for|of|from|who|which|that|with|in|at|on|to|by|whose|whom|familiar|close|told|said|speaking|writing|and|as|after|during)\s"
)
_RELATIVE = re.compile(r"[,;(\n]|\s(?:who|whose|which|that)\s")
_EMPTY_ROLE = re.compile(
    r"(?:the|a|an|mr|mrs|ms|miss|dr|and|but|when|while|also|then|however|as|his|her|their|its)\.?(?:\s+|$)",
    re.IGNORECASE,
)
_WORD = re.compile(r"[^\W\d_][\w.’'\-]*")
_POSSESSIVE = re.compile(r"['’]s?(?:\s|$)")
_ROLE_BEFORE = 90
_ROLE_AFTER = re.compile(
    r"\s*,\s+(?:who\s+is\s+)?((?:the|a|an|one of the)?\s*[^,;()\n“”\"]{3,120}?)(?=,|\.\s|\.$|;|\s?[(“\"]|\n|\swho\s|$)"
)
_OFFICE_OF = re.compile(
    r"(?:[A-Z][\w.’'\-]*\s+){0,3}?(?P<noun>[A-Z][\w\-]*)\s+of\s+(?:the\s+)?(?:[A-Z][\w\-]*(?:\s+and)?\s+){0,3}[A-Z][\w\-]*$"
)
_TITLE_WORDS = MappingProxyType(
    {"sen.": "senator", "rep.": "representative", "gov.": "governor", "prof.": "professor", "gen.": "general"}
)


class PhraseKind(StrEnum):
    NAME = "name"
    PRONOUN = "pronoun"
    DESCRIPTION = "description"


@dataclass(frozen=True, slots=True)
class Phrase:
    """A speaker's phrase. ``head`` is the naming mention; ``owner`` the name that a description belongs to ("Trump's")."""

    kind: PhraseKind
    span: Span
    text: str
    head: Mention | None = None
    others: tuple[Mention, ...] = ()  # further people of "A and B"
    role: str | None = None
    noun: str = ""  # head noun of a description, or the pronoun, lower case
    words: tuple[str, ...] = ()  # of the head phrase, lower case
    owner: Mention | None = None


@cache
def load_roles() -> Mapping[str, frozenset[str]]:
    """Each kind of role noun to its words; the second call returns the same object."""
    return MappingProxyType({kind: frozenset(words.split()) for kind, words in read_rows("roles.tsv")})


def read_phrase(text: str, span: Span, mentions: Sequence[Mention]) -> Phrase:
    """Take a source span apart. ``mentions`` are those that lie inside it, in order."""
    shown = span.of(text).strip()
    pronoun = shown.lower().strip("\"'“”’.,: ")
    if pronoun in PRONOUNS:
        return Phrase(PhraseKind.PRONOUN, span, shown, noun=pronoun)
    edges = _cut_points(text, span, mentions, _CUT)
    titled = _titled(text, Span(span.start, edges[0]), mentions)
    if titled:
        return _named(text, span, titled, mentions)
    head = Span(span.start, _cut_points(text, Span(span.start, edges[0]), mentions, _PREPOSITION)[0])
    named = _ending(text, head, mentions) or _second_part(text, edges, mentions) or _leading(text, head, mentions)
    if named:
        return _named(text, span, named, mentions)
    return _described(text, span, head, mentions)


def role_before(text: str, start: int) -> str | None:
    """The office worded right before a name: "Kremlin spokesman", "former Secretary of State"."""
    line = text[max(0, start - _ROLE_BEFORE) : start].rstrip(" ,")
    words = list(
        _WORD.finditer(line[max(line.rfind(mark) for mark in '.;:"“”(\n') + 1 :] if _sentence_break(line) else line)
    )
    if not words:
        return None
    if _noun_of(words[-1].group()) not in _person_nouns():
        return _office_of(line)
    first = len(words) - 1
    while first and _modifies(words[first - 1].group()) and len(words) - first < 6:
        first -= 1
    return clean_role(" ".join(word.group() for word in words[first:]))


def _office_of(line: str) -> str | None:
    """ "US Secretary of State" at the end of a line: an office in capitals whose name goes on behind an "of"."""
    found = _OFFICE_OF.search(line)
    if (
        not found
        or _noun_of(found["noun"]) not in _person_nouns()
        or _noun_of(line.rsplit(maxsplit=1)[-1]) in _person_nouns()
    ):
        return None
    return clean_role(found.group())


def _titled(text: str, segment: Span, mentions: Sequence[Mention]) -> Mention | None:
    """The person named behind such an office, where cutting at "of" would leave the office without a name."""
    inside = [mention for mention in mentions if mention.span.end <= segment.end]
    last = inside[-1] if inside else None
    if last is None or last.kind is not EntityKind.PERSON or text[last.span.end : segment.end].strip():
        return None
    return last if _office_of(text[segment.start : last.span.start].rstrip()) else None


def role_after(text: str, end: int) -> str | None:
    """The office in apposition behind a name: ", professor of strategic studies at the University of St. Andrews,"."""
    found = _ROLE_AFTER.match(text, end)
    if not found:
        return None
    shown = found.group(1).strip()
    head = _PREPOSITION.split(f"{shown} ", maxsplit=1)[0].split()
    return clean_role(shown) if head and _noun_of(head[-1]) in _person_nouns() else None


def clean_role(role: str) -> str | None:
    """The role without articles, "Mr." and commas; None when nothing is left."""
    shown = role.strip(" ,:-–—\n")
    while found := _EMPTY_ROLE.match(shown):
        shown = shown[found.end() :]
    shown = shown.strip(" ,")
    return _TITLE_WORDS.get(shown.lower(), shown) or None


def shorten(description: str) -> str:
    """A description up to its first comma or relative clause, with a small article: what a nameless speaker is called."""
    head = _RELATIVE.split(description, maxsplit=1)[0].strip()
    return head[0].lower() + head[1:] if head[:4].lower().startswith(("the ", "a ", "an ")) else head


def _sentence_break(line: str) -> bool:
    return bool(re.search(r"[;:\"“”(\n]|[a-z]\.\s", line))


def _noun_of(word: str) -> str:
    lowered = word.lower().strip(".,'’")
    return _TITLE_WORDS.get(lowered + ".", lowered)


def _person_nouns() -> frozenset[str]:
    roles = load_roles()
    return roles["official"] | roles["person"]


def _modifies(word: str) -> bool:
    return word[0].isupper() or word in _MODIFIERS or word.endswith(("al", "ian", "ish", "ese", "-time", "-elect"))


_MODIFIERS = frozenset(
    "former senior deputy vice press prime chief campaign security policy top longtime then co executive state city county party"
    " lead junior acting assistant associate defense defence finance foreign interior executive managing real estate law".split()
)


def _cut_points(text: str, span: Span, mentions: Sequence[Mention], pattern: re.Pattern[str]) -> list[int]:
    """Where the pattern matches outside every name, then the end of the span."""
    points = [found.start() for found in pattern.finditer(text, span.start, span.end)]
    return [at for at in points if not any(m.span.start <= at < m.span.end for m in mentions)] + [span.end]


def _ending(text: str, head: Span, mentions: Sequence[Mention]) -> Mention | None:
    """The name that ends the head phrase: "Kremlin spokesman Dmitry Peskov"."""
    for mention in reversed(mentions):
        if mention.span.start < head.end and not text[mention.span.end : head.end].strip(" .\"'”’"):
            return mention
    return None


def _second_part(text: str, edges: list[int], mentions: Sequence[Mention]) -> Mention | None:
    """The person's name between the first commas: "the Ukrainian president, Volodymyr Zelenskyy, ..."."""
    if len(edges) < 2 or any(m.kind is EntityKind.PERSON and m.span.end <= edges[0] for m in mentions):
        return None
    part = Span(edges[0] + 1, edges[1])
    inner = [m for m in mentions if part.contains(m.span) and m.kind is EntityKind.PERSON]
    return inner[0] if inner and len(inner[0].text) >= 0.6 * len(part.of(text).strip()) else None


def _leading(text: str, head: Span, mentions: Sequence[Mention]) -> Mention | None:
    """A name that opens the phrase and owns nothing in it: "Trump himself"."""
    first = next((m for m in mentions if m.span.start - head.start <= 4 and m.kind is EntityKind.PERSON), None)
    if first is None or _POSSESSIVE.match(text, first.span.end):
        return None
    rest = _WORD.findall(text[first.span.end : head.end].lower())
    return first if rest and rest[0] in PRONOUNS | {"also", "and", "jr.", "then"} else None


def _named(text: str, span: Span, head: Mention, mentions: Sequence[Mention]) -> Phrase:
    role = clean_role(text[span.start : head.span.start]) or role_after(text, head.span.end)
    others = tuple(
        m for m in mentions if m is not head and m.kind is head.kind is EntityKind.PERSON and _joined(text, m, head)
    )
    role = None if others else role or role_before(text, head.span.start)
    return Phrase(PhraseKind.NAME, span, span.of(text), head, others, role if head.kind is EntityKind.PERSON else None)


def _joined(text: str, one: Mention, other: Mention) -> bool:
    first, second = sorted((one.span, other.span))
    between = text[first.end : second.start]
    return len(between) < 60 and bool(re.search(r"\band\b", between))


def _described(text: str, span: Span, head: Span, mentions: Sequence[Mention]) -> Phrase:
    words = tuple(word.lower().strip(".'’") for word in _WORD.findall(head.of(text)))
    owner = next((m for m in mentions if m.span.end <= head.end), None)
    noun = _noun_of(words[-1]) if words else ""
    return Phrase(PhraseKind.DESCRIPTION, span, span.of(text).strip(), noun=noun, words=words, owner=owner)
