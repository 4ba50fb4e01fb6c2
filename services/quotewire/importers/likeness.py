"""How alike two spellings of a name are, across scripts and ways to transliterate.

Each word is brought to Latin letters (anyascii), then to a skeleton in which the letters that transliterations swap are
one; words are paired by the edit distance of their skeletons (rapidfuzz). For editors: nothing in the stream uses it.
"""

import re
import unicodedata
from dataclasses import dataclass
from functools import lru_cache
from itertools import permutations

from anyascii import anyascii
from rapidfuzz.distance import JaroWinkler

from quotewire.analysis.entities.names import parse_name, same_person

_WORD = re.compile(r"[^\W\d_]+(?:['’ʼ`\-][^\W\d_]+)*")
_LONGEST = 5  # words; more are compared in the order in which they stand
_INITIAL = 0.8
_LEFT_OUT = 0.93  # for each given name that only one of the two has
_LEAST_SURNAME = 0.86
_OTHER_CONSONANTS = 0.93
_SAME_CONSONANTS = 0.9
_NICKNAME = 0.9
_OTHER_SUFFIX = 0.9
_VOWELS = re.compile(r"[aiou]")
_SKELETON = [
    (re.compile(pattern), letter)
    for pattern, letter in (
        (r"[^a-z]", ""),
        (r"^(?:el|al|ul)(?=$|[a-z]{3})", "al"),
        (r"^(?:ye|je|yo|jo)", "e"),
        (r"x(?=[^aeiou]|$)|x(?=and)", "ks"),
        (r"tsch|tch|cz|ch(?!r)|kh|g|x", "h"),
        (r"sch|shch|sh|sz|c(?=[ei])", "s"),
        (r"q|ck|k", "k"),
        (r"ph|ff|f", "f"),
        (r"ou|oo|w(?=u)", "u"),
        (r"w|v|b(?=v)", "v"),
        (r"dh|dd|th", "d"),
        (r"ts|tz|zh|z", "s"),
        (r"(?:iy|yy|yi|ij|ii|ei|ey|ay|ai|y|j|i|e)+", "i"),
        (r"(.)\1+", r"\1"),
    )
]


@dataclass(frozen=True, slots=True)
class Likeness:
    """``score`` from 0 to 1, and what it rests on."""

    score: float
    reason: str


def compare(one: str, other: str) -> Likeness:
    """How likely the two spellings are one person's name; surnames that disagree settle it."""
    first, second = _words(one), _words(other)
    if not first or not second:
        return Likeness(0.0, "a name without letters")
    if _folded(first) == _folded(second):
        return Likeness(1.0, "the same but for case, accents or hyphens" if one != other else "the same")
    short, long = sorted((first, second), key=len)
    best = max((_aligned(short, chosen) for chosen in _arrangements(long, len(short))), key=lambda found: found[0])
    score = round(best[0] * _LEFT_OUT ** (len(long) - len(short)), 3)
    if _suffix(one) != _suffix(other):
        return Likeness(round(score * _OTHER_SUFFIX, 3), "one of them is a junior")
    if score < _NICKNAME and _one_person(one, other):
        return Likeness(_NICKNAME, "the surname is the same, the given name a short form or an initial")
    return Likeness(score, _explain(one, other, best[1], len(long) - len(short)))


def _suffix(name: str) -> str:
    parsed = parse_name(romanise(name))
    return parsed.suffix if parsed else ""


def _one_person(one: str, other: str) -> bool:
    first, second = parse_name(romanise(one)), parse_name(romanise(other))
    return bool(first and second and first.full and second.full and same_person(first, second))


def romanise(name: str) -> str:
    """The name in plain Latin letters, apostrophes of transliteration left out."""
    return re.sub(r"(?<=\w)['’ʼ`](?=\w|$)", "", anyascii(name)) if not name.isascii() else name


@lru_cache(maxsize=65_536)
def skeleton(word: str) -> str:
    """What is left of a word when the letters that transliterations swap are one: "Zelenskyy" and "Selenskyj" differ by s."""
    plain = romanise(word).lower()
    for pattern, letter in _SKELETON:
        plain = pattern.sub(letter, plain)
    return plain


@lru_cache(maxsize=65_536)
def _words(name: str) -> tuple[str, ...]:
    return tuple(part for word in _WORD.findall(romanise(name)) for part in word.split("-") if part)


def _folded(words: tuple[str, ...]) -> str:
    return "".join(words).lower()


def _arrangements(words: tuple[str, ...], size: int) -> list[tuple[str, ...]]:
    """Choices of ``size`` words in any order: surnames come first in some scripts."""
    return list(permutations(words, size)) if len(words) <= _LONGEST else [words[:size], words[-size:]]


def _aligned(words: tuple[str, ...], others: tuple[str, ...]) -> tuple[float, float]:
    """The mean likeness of the pairs, and that of the least like pair."""
    scores = [_word_likeness(one, other) for one, other in zip(words, others, strict=True)]
    least = min(scores)
    mean = sum(scores) / len(scores)
    return (mean if least >= _LEAST_SURNAME or least == _INITIAL else mean * least, least)


@lru_cache(maxsize=65_536)
def _word_likeness(one: str, other: str) -> float:
    if one.lower() == other.lower():
        return 1.0
    if len(one) == 1 or len(other) == 1:
        return _INITIAL if one[0].lower() == other[0].lower() else 0.0
    bones = skeleton(one), skeleton(other)
    if bones[0] == bones[1] and bones[0]:
        return 0.97
    closeness = 0.95 * float(JaroWinkler.normalized_similarity(*bones))
    hard = [_VOWELS.sub("", bone) for bone in bones]
    if hard[0] != hard[1]:
        return closeness * _OTHER_CONSONANTS
    return max(closeness, _SAME_CONSONANTS) if len(hard[0]) > 1 else closeness


def _explain(one: str, other: str, least: float, left_out: int) -> str:
    parts = []
    if _is_latin(one) != _is_latin(other):
        parts.append("another script")
    if least >= 0.97:
        parts.append("same sounds in another spelling" if least < 1 else "same words")
    elif least == _INITIAL:
        parts.append("an initial")
    else:
        parts.append(f"words alike to {least:.2f} at least")
    if left_out:
        parts.append(f"{left_out} word{'s' if left_out > 1 else ''} more")
    return ", ".join(parts)


def _is_latin(name: str) -> bool:
    return all("LATIN" in unicodedata.name(letter, "") for letter in name if letter.isalpha())
