"""The words that carry what a statement is about."""

import re

_WORD = re.compile(r"[^\W_]+(?:['’][^\W_]+)?")
_STOP = frozenset(
    "a about after against all also am an and any are as at be because been before being but by can could did do does"
    " doing done down during each few for from further had has have having he her here hers him his how however i if in"
    " into is it its itself just may me might more most must my no nor not now of off on once only or other our out"
    " over own same she should so some such than that the their them then there these they this those through to too"
    " under until up us very was we were what when where which while who whom why will with would you your"
    " said say says told added according don't doesn't didn't isn't wasn't won't".split()
)


def content_terms(text: str) -> frozenset[str]:
    """Stems of the words that are not function words; numbers stay as they are."""
    words = (match.group().casefold().replace("’", "'") for match in _WORD.finditer(text))
    return frozenset(_stem(word.removesuffix("'s")) for word in words if word not in _STOP and len(word) > 1)


def _stem(word: str) -> str:
    for suffix in ("ings", "ing", "ied", "ies", "ed", "es", "s"):
        if word.endswith(suffix) and len(word) - len(suffix) >= 3:
            return word.removesuffix(suffix)
    return word
