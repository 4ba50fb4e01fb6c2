"""Words as names are compared: folded, without accents, whatever the script."""

import re
import unicodedata
from collections.abc import Iterator
from functools import lru_cache

_UNSPACED = "\u0e00-\u0eff\u1000-\u109f\u1780-\u17ff\u3040-\u30ff\u3400-\u9fff\uf900-\ufaff"
_TOKEN = re.compile(
    rf"(?<!\w)[^\W\d_](?:\.[^\W\d_])+(?!\w)\.?"  # initials: "U.S.", "J.D."
    rf"|[{_UNSPACED}]"  # scripts without spaces: each character is a word
    rf"|[^\W{_UNSPACED}][\w\u0300-\u036f]*?(?=[^\w\u0300-\u036f]|[{_UNSPACED}]|$)"
)
_STROKES = str.maketrans({"ł": "l", "ø": "o", "đ": "d", "ð": "d", "þ": "th", "ı": "i", "æ": "ae", "œ": "oe"})


def find_tokens(text: str) -> Iterator[re.Match[str]]:
    """The words of any text; a possessive "s" is a word of its own."""
    return _TOKEN.finditer(text)


@lru_cache(maxsize=65_536)
def fold_token(token: str) -> str:
    """One word, case and accents removed, initials joined: "U.S." is "us", "Sefčovič" is "sefcovic"."""
    folded = token.casefold()
    if folded.isascii():
        return folded.replace(".", "")
    plain = "".join(letter for letter in unicodedata.normalize("NFKD", folded) if not unicodedata.combining(letter))
    return plain.translate(_STROKES).replace(".", "")


def fold_name(name: str) -> tuple[str, ...]:
    """The folded words of a name."""
    return tuple(fold_token(found.group()) for found in find_tokens(name))
