"""Words that report speech, packaged with the code and read once."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import cache
from importlib import resources
from types import MappingProxyType

_IRREGULAR = {
    "say": ("says", "said", "saying"),
    "tell": ("tells", "told", "telling"),
    "write": ("writes", "wrote", "written", "writing"),
    "read": ("reads", "read", "reading"),
    "swear": ("swears", "swore", "sworn", "swearing"),
    "forecast": ("forecasts", "forecast", "forecasting"),
}
_DOUBLING = {"admit", "brag", "quip", "refer", "slam", "sum"}
_VOWELS = "aeiou"


@dataclass(frozen=True, slots=True)
class Cue:
    """A reporting verb: its lemma, the stance it names ("-" when the content decides) and what it can take."""

    lemma: str
    stance: str
    reach: str


@dataclass(frozen=True, slots=True)
class Lexicon:
    """Every inflected form of every cue, lower case, to the cue."""

    forms: Mapping[str, Cue]

    def cue(self, form: str) -> Cue | None:
        return self.forms.get(form.lower())


@cache
def load_lexicon() -> Lexicon:
    """Read the packaged cues; the second call returns the same object."""
    forms = {form: cue for cue in map(_parse, read_rows("cues.tsv")) for form in inflect(cue.lemma)}
    return Lexicon(MappingProxyType(forms))


def read_rows(name: str) -> list[list[str]]:
    """The tab-separated rows of a packaged file, without comments and blank lines."""
    text = resources.files(__package__).joinpath("data", name).read_text(encoding="utf-8")
    return [line.split("\t") for line in text.splitlines() if line.strip() and not line.startswith("#")]


def inflect(lemma: str) -> tuple[str, ...]:
    """The forms of a regular or listed English verb, the lemma first; a particle stays behind the verb."""
    verb, _, particle = lemma.partition(" ")
    forms = (verb, *(_IRREGULAR.get(verb) or _regular(verb)))
    return tuple(f"{form} {particle}" if particle else form for form in forms)


def _regular(verb: str) -> tuple[str, str, str]:
    if verb in _DOUBLING:
        return verb + "s", verb + verb[-1] + "ed", verb + verb[-1] + "ing"
    if verb.endswith("e"):
        return verb + "s", verb + "d", verb[:-1] + "ing"
    if verb.endswith("y") and verb[-2] not in _VOWELS:
        return verb[:-1] + "ies", verb[:-1] + "ied", verb + "ing"
    sibilant = verb.endswith(("s", "sh", "ch", "x", "z"))
    return verb + ("es" if sibilant else "s"), verb + "ed", verb + "ing"


def _parse(row: list[str]) -> Cue:
    lemma, stance, reach = row
    return Cue(lemma, stance, reach)
