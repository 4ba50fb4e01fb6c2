"""The normal form of every text that leaves extraction.

NFC; no control, zero-width or direction characters; white space inside a line is single blanks. Typographic quotation
marks and dashes stay as they are: they are evidence.
"""

import re
import unicodedata
from collections.abc import Iterable

_LINE_BREAK = re.compile("\r\n|[\r\x0b\x0c\x85\u2028\u2029]")
_INVISIBLE = re.compile(
    "[\x00-\x08\x0e-\x1f\x7f-\x84\x86-\x9f\xad\u034f\u061c\u115f\u1160\u17b4\u17b5\u180b-\u180f\u200b-\u200f\u202a-\u202e"
    "\u2060-\u206f\u3164\ufe00-\ufe0f\ufeff\uffa0\ufff0-\ufffc\U0001bca0-\U0001bca3\U0001d173-\U0001d17a"
    "\U000e0000-\U000e0fff]"
)
_LONE_SURROGATE = re.compile("[\ud800-\udfff]")
_BLANKS = re.compile(r"\s+")


def normalise_line(text: str) -> str:
    """One line in normal form, stripped; line breaks in it become blanks."""
    visible = _INVISIBLE.sub("", _LONE_SURROGATE.sub("\ufffd", text))
    return _BLANKS.sub(" ", unicodedata.normalize("NFC", visible)).strip()


def split_lines(text: str) -> list[str]:
    """The lines of a text, each in normal form; blank lines are kept as empty strings."""
    return [normalise_line(line) for line in _LINE_BREAK.sub("\n", text).split("\n")]


def join_paragraphs(lines: Iterable[str]) -> str:
    """Non-empty lines, one blank line between each two."""
    return "\n\n".join(line for line in lines if line)


def fold_line(text: str) -> str:
    """What is compared when two lines are asked to be the same: words in lower case."""
    return re.sub(r"\W+", " ", text.casefold()).strip()
