"""Paragraphs and sentences as spans.

Sentences are cut by rule: a boundary needs sentence-final punctuation, white space after it and a word that can open a
sentence; titles, initials, dotted abbreviations and decimal numbers do not end one. Spans are in order, do not overlap,
begin and end on visible characters, and leave only white space between them.
"""

import re
from collections.abc import Iterator

from quotewire.model.span import Span

_PARAGRAPH = re.compile(r"\S(?:[^\n]|\n(?![^\S\n]*\n))*")
_FINAL = re.compile(r"[.!?…]+[\"”’'»)\]]*(?=\s)|[。！？]+[」』”’）]*")
_OPENING = "\"“‘'«([„‚-–—•* "
_WORD_BEFORE = 24  # longest abbreviation looked for, in characters

_TITLES = frozenset(
    "mr mrs ms mx dr prof st ste gen lt col sgt capt cpl pvt cmdr adm maj brig sen rep gov rev hon pres supt det insp amb "
    "atty messrs mme mlle sr. jr. fr ft mt vs cf viz fig figs vol art sec approx est dept univ assn ave blvd rd".split()
)
_BEFORE_NUMBER = frozenset(
    "no nos p pp para ch jan feb mar apr jun jul aug sep sept oct nov dec op ca c".split(),
)
_EITHER = frozenset("inc ltd co corp bros jr sr etc al esq ph.d plc gmbh a.m p.m".split())
_DOTTED = re.compile(r"(?:[^\W\d_]\.)+[^\W\d_]", re.UNICODE)
_OPENERS = frozenset(
    "the a an this that these those he she it they we you i his her its their our my there here in on at by for from to "
    "with without as after before when while where if although though because since but and or nor so yet however meanwhile "
    "still also then now both each no not one some many most several another other according asked such what who why how "
    "instead earlier later last next during despite under over between".split()
)
_REPORTING = re.compile(
    r"\s+(?:[A-Z][\w’'.-]*\s+){0,4}(?:said|says|asked|asks|told|added|wrote|replied|shouted|cried)\b"
)
_LOOK_AHEAD = 120


def paragraphs(text: str) -> list[Span]:
    """The blocks of text between blank lines, without the white space around them."""
    blocks = (Span(match.start(), match.end()) for match in _PARAGRAPH.finditer(text))
    return [_trimmed(text, block) for block in blocks]


def sentences(text: str) -> list[Span]:
    """The sentences of every paragraph. No sentence crosses a blank line."""
    return [sentence for paragraph in paragraphs(text) for sentence in _sentences_of(text, paragraph)]


def _sentences_of(text: str, paragraph: Span) -> Iterator[Span]:
    start = paragraph.start
    for match in _FINAL.finditer(text, paragraph.start, paragraph.end):
        if match.end() < paragraph.end and _ends_sentence(text, match):
            yield _trimmed(text, Span(start, match.end()))
            start = match.end()
    if text[start : paragraph.end].strip():
        yield _trimmed(text, Span(start, paragraph.end))


def _ends_sentence(text: str, match: re.Match[str]) -> bool:
    mark = match.group()
    if mark[0] in "。！？":
        return True
    ahead = text[match.end() : match.end() + _LOOK_AHEAD]
    following = ahead.lstrip().lstrip(_OPENING)
    if not following or following[0].islower():
        return False
    if mark[0] in "!?" and len(mark) > 1 and _REPORTING.match(ahead):
        return False  # "Why?" Peskov asked.
    return mark[0] != "." or mark.startswith("..") or not _abbreviates(_word_before(text, match.start()), following)


def _abbreviates(word: str, following: str) -> bool:
    lowered = word.lower()
    if lowered in _TITLES:
        return True
    if lowered in _BEFORE_NUMBER:
        return following[0].isdigit()
    if len(word) == 1 and word.isalpha():
        return word.isupper() and word != "I"
    if lowered in _EITHER or _DOTTED.fullmatch(word):
        return _first_word(following) not in _OPENERS
    return False


def _first_word(text: str) -> str:
    match = re.match(r"[^\W\d_]+", text)
    return match.group().lower() if match else ""


def _word_before(text: str, end: int) -> str:
    before = text[max(0, end - _WORD_BEFORE) : end].split()
    return before[-1].lstrip(_OPENING) if before and not text[end - 1].isspace() else ""


def _trimmed(text: str, span: Span) -> Span:
    found = span.of(text)
    start = span.start + len(found) - len(found.lstrip())
    return Span(start, start + len(found.strip()))
