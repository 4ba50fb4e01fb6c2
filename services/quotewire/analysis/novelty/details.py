"""The particulars of a wording: numbers, days, names. Two utterances that differ in them are two utterances."""

import re
from collections.abc import Iterable
from functools import lru_cache

from quotewire.analysis.claims.countries import call_by_own_names, find_countries, own_names

_TOKEN = re.compile(r"\d+(?:[.,]\d+)*|[^\W\d_]+(?:['’][^\W\d_]+)?")
_NUMBERS = {
    word: str(number)
    for number, word in enumerate(
        "zero one two three four five six seven eight nine ten eleven twelve thirteen fourteen fifteen sixteen seventeen"
        " eighteen nineteen twenty".split()
    )
    if number > 1  # "one" is mostly a pronoun
} | {"thirty": "30", "forty": "40", "fifty": "50", "sixty": "60", "seventy": "70", "eighty": "80", "ninety": "90"}
_PARTS = {
    "dozen": "12",
    "half": "1/2",
    "third": "1/3",
    "thirds": "2/3",
    "quarter": "1/4",
    "twice": "2x",
    "double": "2x",
}
_NEGATION = re.compile(
    r"\b(?:not|no|never|nobody|none|nothing|neither|nor|without|unless|cannot|\w+n['’]t)\b", re.IGNORECASE
)
# "made not in the north but in the south" negates nothing of what it says
_CONTRAST = re.compile(r"\bnot (?:only|just|in|on|at|by|from|for|with|to|of)\b(?=[^.;!?]{1,60}\bbut\b)", re.IGNORECASE)
_FIRST_PERSON = re.compile(r"\b(?:[Ww]e|us|[Oo]urs?)\b")
_OPENS = re.compile(r"(?:^|[.!?…:]\s|[\"“‘'«])\s*$")  # what stands before the first word of a sentence
_TITLES = frozenset("mr mrs ms dr sir president minister".split())
_REMEMBERED = 8192  # wordings; a speaker's utterances come again with every statement


@lru_cache(maxsize=_REMEMBERED)
def find_details(text: str) -> frozenset[str]:
    """Numbers in digits, and names other than at the beginning of a sentence, in lower case; codes of countries."""
    named = call_by_own_names(text)
    countries = find_countries(text)
    found = {_detail(named, match) for match in _TOKEN.finditer(named)} - _words_of(countries)
    return frozenset(detail for detail in found if detail) | countries


def _words_of(countries: Iterable[str]) -> set[str]:
    return {word for code in countries for word in own_names()[code].lower().split()}


def added_details(text: str, known: str) -> frozenset[str]:
    """What a wording has more than a known one. Who says "we" there may go by the country's name here."""
    added = find_details(text) - find_details(known)
    return added - find_countries(text) if _FIRST_PERSON.search(known) else added


@lru_cache(maxsize=_REMEMBERED)
def negates(text: str) -> bool:
    return bool(_NEGATION.search(_CONTRAST.sub("", text)))


def _detail(text: str, match: re.Match[str]) -> str | None:
    word = match.group()
    folded = word.lower().replace("’", "'").removesuffix("'s")
    if word[0].isdigit():
        return word.replace(",", "")
    if number := _NUMBERS.get(folded) or _PARTS.get(folded):
        return number
    named = word[0].isupper() and len(word) > 2 and folded not in _TITLES
    return folded if named and not _OPENS.search(text[: match.start()][-4:]) else None
