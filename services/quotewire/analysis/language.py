"""Which language a text is in.

py3langid: its model ships in the package (4.5 MB, no download), it is pure numpy, deterministic, and tells 90+ languages
well above a sentence; below that the language that the page declares is the better witness.
"""

import re
from functools import cache

from py3langid.langid import MODEL_FILE, LanguageIdentifier

UNKNOWN = "und"

_EXAMINED = 4000  # characters; more does not change the answer
_SHORT = 60  # letters; below this the declared language wins unless it cannot be
_FIRST_SIGN = "\u2e80"  # from here on scripts that write a word in a sign or two
_LETTERS_PER_SIGN = 3
_SURE = 0.5
_VERY_SURE = 0.9
_CODE = re.compile(r"[a-z]{2}")


@cache
def load() -> LanguageIdentifier:
    """The packaged model, read once (about 0.2 s)."""
    return LanguageIdentifier.from_model_file(MODEL_FILE, norm_probs=True)


def detect_language(text: str, declared: str | None = None) -> str:
    """ISO 639-1 code of the text's language, or "und". ``declared`` is what the page says ("en-GB"), and may be wrong."""
    claimed = normalise_code(declared)
    sample = text[:_EXAMINED]
    letters = sum(_LETTERS_PER_SIGN if character > _FIRST_SIGN else 1 for character in sample if character.isalpha())
    if letters == 0:
        return claimed or UNKNOWN
    code, confidence = load().classify(sample)
    needed = _VERY_SURE if claimed and letters < _SHORT else _SURE
    if confidence >= needed and _CODE.fullmatch(code):
        return str(code)
    return claimed or UNKNOWN


def normalise_code(declared: str | None) -> str | None:
    """``en`` for "en", "EN-gb", "en_US.UTF-8"; None for what is no ISO 639-1 code."""
    primary = re.split(r"[-_.,;\s]", (declared or "").strip().lower())[0]
    return primary if _CODE.fullmatch(primary) else None
