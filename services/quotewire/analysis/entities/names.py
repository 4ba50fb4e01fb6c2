"""The parts of a person's name, and whether two names may be one person's."""

import re
from dataclasses import dataclass

from quotewire.analysis.entities.tokens import fold_name

_WORD = re.compile(r"[^\W_][\w.’'\-]*")
FEMALE_TITLES = frozenset(
    {"mrs", "ms", "miss", "mme", "madam", "lady", "dame", "congresswoman", "queen", "princess", "sister", "baroness"}
)
MALE_TITLES = frozenset({"mr", "sir", "lord", "congressman", "king", "prince", "pope", "baron", "monsieur"})
TITLES = FEMALE_TITLES | MALE_TITLES | frozenset(
    "dr prof professor sen senator rep representative gov governor president vice secretary prime minister mayor rev reverend gen"
    " general col colonel lt lieutenant sgt sergeant capt captain maj major adm admiral judge justice chief former speaker chancellor"
    " ambassador councilman councilwoman attorney chairman chairwoman sheriff republican democrat democratic gop candidate"
    " nominee premier foreign defense defence state press spokesman spokeswoman spokesperson director deputy leader bishop"
    " archbishop cardinal ayatollah sheikh emperor first incumbent ex the then rapper singer actor actress comedian host author".split()
)  # fmt: skip
_SUFFIXES = frozenset({"jr", "sr", "ii", "iii", "iv", "esq", "phd", "md"})
_PARTICLES = frozenset("de da di del della der den van von bin ibn al el la le du dos das af st ten ter abu".split())
_POSSESSIVE = re.compile(r"['’]s?$")


@dataclass(frozen=True, slots=True)
class PersonName:
    """Folded parts; ``given`` is empty when only a surname stands. ``surname`` holds particles: "de la cruz"."""

    given: tuple[str, ...]
    surname: str
    titles: tuple[str, ...] = ()
    suffix: str = ""

    @property
    def full(self) -> bool:
        return bool(self.given)


def parse_name(text: str) -> PersonName | None:
    """Titles before, suffix behind and possessive removed; None when no name is left."""
    words = [_POSSESSIVE.sub("", word) for word in _WORD.findall(text.strip())]
    folded = ["".join(fold_name(word)) for word in words]
    pairs = [word for word in folded if word]
    titles, rest = _split_titles(pairs)
    suffix = rest.pop() if len(rest) > 1 and rest[-1] in _SUFFIXES else ""
    if not rest:
        return None
    cut = _surname_start(rest)
    return PersonName(tuple(rest[:cut]), " ".join(rest[cut:]), tuple(titles), suffix)


def strip_titles(text: str) -> tuple[int, int]:
    """Where the bare name stands in ``text``: titles before and a possessive behind left out; suffixes stay."""
    words = list(_WORD.finditer(text))
    first = 0
    while first < len(words) - 1 and "".join(fold_name(words[first].group())) in TITLES:
        first += 1
    if not words:
        return 0, len(text)
    last = words[-1]
    bare = _POSSESSIVE.sub("", last.group())
    return words[first].start(), last.start() + len(bare)


def same_person(one: PersonName, other: PersonName) -> bool:
    """Whether the two names may be one person's: surnames agree, and given names do where both have any."""
    if one.suffix and other.suffix and one.suffix != other.suffix:
        return False
    if one.full and other.full:
        return _same_surname(one, other) and _same_given(one.given, other.given)
    if one.full or other.full:
        full, short = (one, other) if one.full else (other, one)
        return _same_surname(full, short) or (not short.titles and short.surname == full.given[0])
    return one.surname == other.surname


def _same_surname(one: PersonName, other: PersonName) -> bool:
    if one.surname == other.surname:
        return True
    return one.surname.split()[-1] == other.surname.split()[-1] and " " in one.surname + other.surname


def _same_given(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    first, second = one[0], other[0]
    if len(first) == 1 or len(second) == 1:
        return first[0] == second[0]
    short, long = sorted((first, second), key=len)
    return first == second or long.startswith(short) or second in one or first in other or _NICKNAMES.get(short) == long


def _split_titles(words: list[str]) -> tuple[list[str], list[str]]:
    first = 0
    while first < len(words) - 1 and words[first] in TITLES:
        first += 1
    return words[:first], words[first:]


def _surname_start(words: list[str]) -> int:
    start = len(words) - 1
    while start > 1 and words[start - 1] in _PARTICLES:
        start -= 1
    return start


_NICKNAMES = {
    "bill": "william", "will": "william", "bob": "robert", "rob": "robert", "dick": "richard", "rick": "richard", "jim": "james",
    "joe": "joseph", "mike": "michael", "ted": "edward", "ed": "edward", "tom": "thomas", "dave": "david", "dan": "daniel",
    "liz": "elizabeth", "beth": "elizabeth", "kate": "katherine", "jeff": "jeffrey", "chuck": "charles", "charlie": "charles",
    "tony": "anthony", "andy": "andrew", "steve": "stephen", "chris": "christopher", "ken": "kenneth", "don": "donald", "jon":
    "jonathan", "larry": "lawrence", "jerry": "gerald", "hank": "henry", "harry": "henry", "jack": "john", "peggy": "margaret",
    "meg": "margaret", "sue": "susan", "pat": "patrick", "ron": "ronald", "sam": "samuel", "tim": "timothy", "vlad": "vladimir",
}  # fmt: skip
