"""Title, byline, date, outlet and section from the lines above a text's first paragraph.

Each line gets one role by its own shape; what is left is decided by position and repetition: an outlet repeats its name
or names itself first, a title is the first longer line that is no finished statement.
"""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from quotewire.analysis.text.byline import is_byline, is_name, read_names
from quotewire.analysis.text.dates import is_update, parse_date_line
from quotewire.analysis.text.lines import count_words, is_finished, removal_reason
from quotewire.analysis.text.normalise import fold_line
from quotewire.analysis.text.parts import Masthead
from quotewire.model.article import RemovedLine, RemovedReason

_SECTION_WORD = (
    r"(?:world|politics|uk|us|usa|u\.s\.|europe|asia|africa|americas?|middle east|australia|russia|ukraine|china|"
    r"india|business|economy|"
    r"markets?|money|finance|sports?|football|opinion|comment|analysis|technology|tech|science|health|environment|"
    r"climate|culture|"
    r"arts?|entertainment|lifestyle|life|travel|education|society|law|crime|defen[cs]e|security|media|national|"
    r"international|"
    r"local|regional|metro|nation|top|breaking|latest|investigations?|features?|obituaries|weather|royals?|"
    r"celebrity|conflicts?|war|"
    r"welt|politik|wirtschaft|monde|politique|économie|mundo|política|economía|mondo|politica|мир|политика|світ|"
    r"політика|news)"
)
_SECTION = re.compile(
    rf"(?:(?:home|news)\s*[>/»›|-]\s*)*{_SECTION_WORD}(?:\s*(?:[>/»›|-]|and|&|\s)\s*{_SECTION_WORD}){{0,3}}", re.I
)
_OUTLET_WORD = re.compile(
    r"\b(?:daily|weekly|times|post|news|mirror|herald|guardian|press|tribune|journal|gazette|telegraph|"
    r"independent|standard|"
    r"chronicle|today|express|observer|star|sun|mail|globe|sentinel|courier|bulletin|review|monitor|dispatch|"
    r"examiner|record|"
    r"register|ledger|voice|wire|agency|broadcasting|tv|radio|bbc|cnn|reuters|afp|bloomberg|zeitung|tagblatt|"
    r"magazine|argus|echo|"
    r"advertiser|messenger|newspaper|media|network|report|insider)\b|\.(?:com|org|net|co\.uk|news)\b",
    re.IGNORECASE,
)
_SPLIT = re.compile(r"\s+[|•·]\s+|\s{2,}")
_TITLE_WORDS = 4
_STANDFIRST_WORDS = 8
_MENU = 3  # section names in a row that make a menu


class _Role(StrEnum):
    DATE = "date"
    BYLINE = "byline"
    SECTION = "section"
    OTHER = "other"  # navigation, offers, captions: removed for the reason beside it
    OPEN = "open"


@dataclass(frozen=True, slots=True)
class _Line:
    text: str
    role: _Role
    reason: RemovedReason | None = None


def read_masthead(lines: Sequence[str]) -> Masthead:
    """Roles for the lines above the text. Lines that fit none are removed as chrome."""
    read = [piece for line in lines for piece in _pieces(line)]
    title = _title_of(read)
    outlet = _outlet_of(read, title)
    nameless = [line.text for line in read if line.role is _Role.OPEN and line.text not in (title, outlet)]
    bylines = [line.text for line in read if line.role is _Role.BYLINE] or [
        text for text in nameless if _may_be_author(text)
    ][:1]
    section = _section_of(read)
    standfirst = _standfirst_of(read, title, bylines)
    dates = [line.text for line in read if line.role is _Role.DATE]
    kept = {title, *standfirst}
    return Masthead(
        title=title,
        authors=tuple(dict.fromkeys(name for line in bylines for name in read_names(line))),
        outlet=outlet,
        section=section,
        published=next((parse_date_line(date) for date in dates if not is_update(date)), None),
        modified=next((parse_date_line(date) for date in dates if is_update(date)), None),
        standfirst=standfirst,
        removed=tuple(_removed(line, {outlet, section}, bylines) for line in read if line.text not in kept),
    )


def _pieces(line: str) -> list[_Line]:
    """A line, or the parts of "By Jane Doe | 3 May 2023" where every part has a role of its own."""
    parts = [_role_of(part) for part in _SPLIT.split(line)]
    whole = _role_of(line)
    return (
        parts
        if len(parts) > 1 and whole.role is _Role.OPEN and all(part.role is not _Role.OPEN for part in parts)
        else [whole]
    )


def _role_of(line: str) -> _Line:
    if parse_date_line(line):
        return _Line(line, _Role.DATE, RemovedReason.DATELINE)
    if _SECTION.fullmatch(line):
        return _Line(line, _Role.SECTION, RemovedReason.CHROME)
    reason = removal_reason(line)
    if reason:
        return _Line(line, _Role.OTHER, reason)
    return _Line(line, _Role.BYLINE if is_byline(line) else _Role.OPEN)


def _title_of(lines: Sequence[_Line]) -> str:
    open_lines = [line.text for line in lines if line.role is _Role.OPEN]
    repeated = _repeated(open_lines)
    free = [text for text in open_lines if fold_line(text) not in repeated]
    longer = [text for text in free if count_words(text) >= _TITLE_WORDS]
    short = [text for text in free if count_words(text) > 1 and not is_finished(text) and not _OUTLET_WORD.search(text)]
    for choice in ([text for text in longer if not text.endswith((".", ":"))], longer, short):
        if choice:
            return choice[0]
    return ""


def _outlet_of(lines: Sequence[_Line], title: str) -> str | None:
    """A short line that repeats, or carries a word that newspapers are named with, or precedes another name."""
    brief = [
        line.text for line in lines if line.role is _Role.OPEN and line.text != title and _may_be_outlet(line.text)
    ]
    repeated = _repeated(brief)
    for choice in (
        [text for text in brief if fold_line(text) in repeated],
        [text for text in brief if _OUTLET_WORD.search(text)],
        brief[:1] if len(brief) > 1 or (brief and not is_name(brief[0])) else [],
    ):
        if choice:
            return choice[0]
    return None


def _may_be_outlet(text: str) -> bool:
    return count_words(text) <= 5 and not is_finished(text) and text[:1].isupper()


def _may_be_author(text: str) -> bool:
    return is_name(text) and count_words(text) <= 3 and not _OUTLET_WORD.search(text)


def _repeated(texts: Sequence[str]) -> set[str]:
    return {text for text, count in Counter(map(fold_line, texts)).items() if count > 1}


def _section_of(lines: Sequence[_Line]) -> str | None:
    """The last section named, unless it stands in a menu of them."""
    runs: list[list[str]] = [[]]
    for line in lines:
        if line.role is _Role.SECTION:
            runs[-1].append(line.text)
        elif runs[-1]:
            runs.append([])
    single = [run[-1] for run in runs if run and len(run) < _MENU]
    return single[-1] if single else None


def _standfirst_of(lines: Sequence[_Line], title: str, bylines: Sequence[str]) -> tuple[str, ...]:
    """Longer lines below the title: a summary that belongs to the text."""
    texts = [line.text for line in lines]
    below = lines[texts.index(title) + 1 :] if title in texts else []
    return tuple(
        line.text
        for line in below
        if line.role is _Role.OPEN and line.text not in bylines and count_words(line.text) >= _STANDFIRST_WORDS
    )


def _removed(line: _Line, masthead: set[str | None], bylines: Sequence[str]) -> RemovedLine:
    if line.text in masthead:
        return RemovedLine(line.text, RemovedReason.MASTHEAD)
    if line.text in bylines:
        return RemovedLine(line.text, RemovedReason.BYLINE)
    return RemovedLine(line.text, line.reason or RemovedReason.CHROME)
