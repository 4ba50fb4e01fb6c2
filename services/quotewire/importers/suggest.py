"""Further names that an editor may want to add to somebody, each with a score and what it rests on."""

import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from enum import StrEnum

from quotewire.importers.likeness import compare, romanise
from quotewire.model.entity import Entity

LEAST_LIKE = 0.8
"""Names of known entities less like than this are not shown."""

_MOST_VARIANTS = 24
_RULES = [
    (re.compile(pattern, re.IGNORECASE), spellings, score, why)
    for pattern, spellings, score, why in (
        (r"(?<=[a-z]{2}sk)(?:yy|yi|iy|ij|y|i)$", ("y", "yy", "iy", "yi", "i"), 0.95, "a Slavic ending"),
        (r"(?<=[a-z]{2}[^aeiousk])(?:iy|yi|yj|ij|ii)$", ("iy", "y", "ii", "yi", "i"), 0.9, "a Slavic ending"),
        (r"^ye", ("e", "je", "ie"), 0.85, "Ye at the start"),
        (r"ei$", ("ey", "ej", "eï"), 0.9, "a Slavic diphthong"),
        (r"ey$", ("ei", "ej"), 0.9, "a Slavic diphthong"),
        (r"ov$", ("ow", "off"), 0.7, "German or older French letters"),
        (r"ev$", ("ew", "eff"), 0.7, "German or older French letters"),
        (r"sh", ("sch", "ch"), 0.65, "German or French letters"),
        (r"kh", ("ch", "h"), 0.7, "German or other letters for kh"),
        (r"zh", ("j", "sch"), 0.6, "French or German letters for zh"),
        (r"^v", ("w",), 0.65, "German letters for v"),
        (r"^z", ("s",), 0.6, "German letters for z"),
        (r"ya", ("ia", "ja"), 0.85, "ya, ia or ja"),
        (r"yu", ("iu", "ju"), 0.85, "yu, iu or ju"),
        (r"^al-|^el-", ("al-", "el-", "al ", ""), 0.85, "an Arabic article"),
        (r"^mohamm?ed$|^muhamm?ad$", ("Mohammed", "Muhammad", "Mohamed", "Mohammad"), 0.85, "spellings of Muhammad"),
        (r"q", ("gh", "k"), 0.6, "Arabic or Persian q"),
        (r"oe|ö", ("o", "oe"), 0.8, "an umlaut"),
        (r"ue|ü", ("u", "ue"), 0.8, "an umlaut"),
    )
]


class Origin(StrEnum):
    KNOWN = "known"
    SPELLING = "spelling"
    SCRIPT = "script"
    FORM = "form"


@dataclass(frozen=True, slots=True)
class Suggestion:
    """``entity_id`` says who is known by the name already. ``score``: how likely it means the same person, 0 to 1."""

    name: str
    score: float
    origin: Origin
    reason: str
    entity_id: str | None = None


def suggest_names(name: str, known: Sequence[Entity], limit: int = 30) -> list[Suggestion]:
    """Names of known entities that are like ``name``, and spellings of it that are not known; best first.

    The scores of spellings are judgements written beside each rule, multiplied where two rules meet; those of known
    names are ``likeness.compare``.
    """
    bearers = {spelling: entity for entity in known for spelling in (entity.name, *entity.aliases)}
    found = [*_known_names(name, bearers), *_spellings(name, bearers)]
    best: dict[str, Suggestion] = {}
    for suggestion in sorted(found, key=lambda one: (-one.score, one.name)):
        best.setdefault(suggestion.name, suggestion)
    return list(best.values())[:limit]


def _known_names(name: str, bearers: dict[str, Entity]) -> Iterator[Suggestion]:
    for spelling, entity in bearers.items():
        likeness = compare(name, spelling)
        if likeness.score >= LEAST_LIKE:
            yield Suggestion(spelling, likeness.score, Origin.KNOWN, likeness.reason, entity.id)


def _spellings(name: str, bearers: dict[str, Entity]) -> Iterator[Suggestion]:
    taken = {spelling.casefold() for spelling in bearers} | {name.casefold()}
    for suggestion in _all_spellings(name):
        if suggestion.name.casefold() not in taken:
            yield suggestion


def _all_spellings(name: str) -> Iterator[Suggestion]:
    latin = romanise(name)
    if latin != name:
        why = "without accents" if _only_accents(name) else "transliterated letter by letter"
        yield Suggestion(latin, 0.9, Origin.SCRIPT, why)
    yield from _forms(latin)
    yield from _variants(latin)


def _forms(name: str) -> Iterator[Suggestion]:
    """Hyphens as spaces, initials and middle names left out."""
    words = name.split()
    if "-" in name:
        yield Suggestion(name.replace("-", " "), 0.9, Origin.FORM, "hyphen as a space")
    bare = [word for number, word in enumerate(words) if number in (0, len(words) - 1) or len(word.rstrip(".")) > 1]
    if len(bare) < len(words):
        yield Suggestion(" ".join(bare), 0.9, Origin.FORM, "middle initial left out")
    if len(words) == 3 and len(bare) == 3 and words[1][0].isupper():
        yield Suggestion(f"{words[0]} {words[2]}", 0.8, Origin.FORM, "middle name left out")
        yield Suggestion(f"{words[0]} {words[1][0]}. {words[2]}", 0.85, Origin.FORM, "middle name as an initial")


def _variants(name: str) -> Iterable[Suggestion]:
    """Spellings by rule of each word, and of two words together."""
    words = name.split()
    if len(words) < 2:
        return []
    choices = [[(word, 1.0, ""), *_of_word(word)] for word in words]
    spelt: list[tuple[list[str], float, list[str]]] = [([], 1.0, [])]
    for chosen in choices:
        spelt = [
            ([*before, word], score * more, [*reasons, why] if why else reasons)
            for before, score, reasons in spelt
            for word, more, why in chosen
        ]
    suggestions = [
        Suggestion(
            " ".join(" ".join(parts).split()), round(score, 3), Origin.SPELLING, ", ".join(dict.fromkeys(reasons))
        )
        for parts, score, reasons in spelt
        if 0 < len(reasons) <= 2
    ]
    return sorted(suggestions, key=lambda one: (-one.score, one.name))[:_MOST_VARIANTS]


def _of_word(word: str) -> list[tuple[str, float, str]]:
    found: dict[str, tuple[str, float, str]] = {}
    for pattern, spellings, score, why in _RULES:
        for spelling in spellings if pattern.search(word) else ():
            changed = pattern.sub(spelling, word, count=1)
            changed = changed[:1].upper() + changed[1:] if word[:1].isupper() else changed
            if changed.casefold() != word.casefold() and changed not in found:
                found[changed] = (changed, score, f"{word} as {changed} ({why})" if changed else why)
    return list(found.values())


def _only_accents(name: str) -> bool:
    return all(letter.isascii() or "\u00c0" <= letter <= "\u024f" for letter in name)
