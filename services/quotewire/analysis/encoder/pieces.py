"""Word pieces with layout marks: what the encoder sees of a stretch of text.

The base vocabulary is uncased and forgets white space, so case, line breaks, quotation state and spacing travel beside
the piece ids as one small number per piece (the *mark*), which the model looks up in an embedding table of its own.
"""

import re
from dataclasses import dataclass

import numpy as np
import numpy.typing as npt
from tokenizers import Tokenizer

Ints = npt.NDArray[np.int64]

SHAPES = 8  # other, lower, Title, UPPER, single capital, miXed, digits, punctuation
LINES = 3  # inside a line, first of a line, first after a blank line
QUOTES = 4  # outside, inside, opening mark, closing mark
MARKS = SHAPES * LINES * QUOTES * 2  # the last factor: white space before the piece or none

_SAME_LENGTH = str.maketrans(
    dict.fromkeys("“”„‟«»″〝〞＂", '"')
    | dict.fromkeys("‘’‚‛′‹›´`", "'")
    | dict.fromkeys("‐‑‒–—―−", "-")
    | dict.fromkeys("\xa0\u1680\u2002\u2003\u2009\u200a\u200b\u200c\u200d\u202f\u205f\u3000\ufeff\t\r\v\f\x00", " ")
    | dict.fromkeys("\u2028\u2029\x85", "\n")
)
_DOUBLED_OPENING = re.compile(r"(?<![\w.,!?'])''(?=\w)|``(?=\S)")
_DOUBLED = re.compile(r"(?<!')''(?!')")
_OPENERS, _CLOSERS = frozenset("“„«〝"), frozenset("”»〞")
_MARK = re.compile("[\n\"']")
_TOKEN = re.compile(r"\w+|[^\w\s]")


@dataclass(frozen=True, slots=True)
class Pieces:
    """Parallel arrays over the pieces of a text: vocabulary id, mark, and character offsets into that text."""

    ids: Ints
    marks: Ints
    starts: Ints
    ends: Ints

    def __len__(self) -> int:
        return len(self.ids)


def normalise(text: str) -> str:
    """Return `text` with quotation marks, dashes and odd spaces made plain; every character keeps its offset."""
    doubled = _DOUBLED_OPENING.sub(' "', text) if "''" in text or "``" in text else text
    doubled = _DOUBLED.sub('" ', doubled) if "''" in doubled else doubled
    return doubled.translate(_SAME_LENGTH)


def cut_pieces(tokenizer: Tokenizer, text: str) -> Pieces:
    """Cut `text` (original characters) into pieces; offsets count characters of `text`."""
    plain = normalise(text)
    encoding = tokenizer.encode(plain, add_special_tokens=False)
    offsets = np.array(encoding.offsets, dtype=np.int64).reshape(-1, 2)
    starts, ends = offsets[:, 0], offsets[:, 1]
    return Pieces(np.array(encoding.ids, dtype=np.int64), _marks(text, plain, starts), starts, ends)


def _marks(text: str, plain: str, starts: Ints) -> Ints:
    if not len(starts):
        return starts
    shape = _shapes(plain)[starts]
    before = np.frombuffer(("\n" + plain[:-1]).encode("utf-32-le"), dtype=np.uint32)[starts]
    spaced = ((before == 32) | (before == 10)).astype(np.int64)
    line, quote = _line_starts(plain, starts), _quotation(text, plain)[starts]
    return np.asarray(((shape * LINES + line) * QUOTES + quote) * 2 + spaced, dtype=np.int64)


def _shapes(plain: str) -> Ints:
    shapes = np.zeros(len(plain), dtype=np.int64)
    for token in _TOKEN.finditer(plain):
        shapes[token.start() : token.end()] = _shape(token.group())
    return shapes


def _shape(token: str) -> int:
    if token.islower():
        return 6 if any(map(str.isdigit, token)) else 1
    if not token[0].isalnum():
        return 7
    if any(map(str.isdigit, token)):
        return 6
    if token.isupper():
        return 3 if len(token) > 1 else 4
    if token.istitle():
        return 2
    return 5 if token.lower() != token else 0


def _line_starts(plain: str, starts: Ints) -> Ints:
    """0 inside a line, 1 for the first piece of a line, 2 for the first piece after a blank line or of the text."""
    flags = np.zeros(len(starts), dtype=np.int64)
    flags[0] = 2
    for stop in re.finditer(r"\n[ \n]*", plain):
        at = int(np.searchsorted(starts, stop.end()))
        if at < len(starts):
            flags[at] = max(int(flags[at]), 2 if stop.group().count("\n") > 1 else 1)
    return flags


def _quotation(text: str, plain: str) -> Ints:
    """Quotation state of each character; a line break closes whatever is open (closers are often missing)."""
    states = np.zeros(len(plain), dtype=np.int64)
    opened: dict[str, int] = {}
    for found in _MARK.finditer(plain):
        at, mark = found.start(), found.group()
        if mark == "\n":
            for start in opened.values():
                _fill(states, start + 1, at)
            opened.clear()
        elif mark in opened and _closes(text, plain, at, mark):
            start = opened.pop(mark)
            _fill(states, start + 1, at)
            states[start], states[at] = 2, 3
        elif mark not in opened and _opens(text, plain, at, mark):
            opened[mark] = at
            states[at] = 2
    for start in opened.values():
        _fill(states, start + 1, len(plain))
    return states


def _fill(states: Ints, start: int, end: int) -> None:
    stretch = states[start:end]
    stretch[stretch == 0] = 1


def _opens(text: str, plain: str, at: int, mark: str) -> bool:
    if text[at] in _OPENERS:
        return True
    after = plain[at + 1 : at + 2]
    if mark == "'" and plain[at - 1 : at].isalnum():
        return False
    return text[at] not in _CLOSERS and bool(after) and (not after.isspace() or mark == '"')


def _closes(text: str, plain: str, at: int, mark: str) -> bool:
    if mark == '"':
        return text[at] not in _OPENERS
    return not plain[at + 1 : at + 2].isalnum() and not plain[at - 1 : at].isspace()
