"""The speaker's attitude to what is said, and the words that decided it.

A cue that names an act decides (denied, warned, declined to comment). Under a neutral cue (said, told, according to) the
network's opinion of the stances and patterns in the content are weighed together; the patterns' weights are of a logistic
regression fitted on the readings of training/labels, exported as data.
"""

import json
import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from functools import cache
from importlib import resources

from quotewire.analysis.statements.lexicon import read_rows
from quotewire.model.span import Span
from quotewire.model.statement import Form, Stance

_BEFORE, _BEHIND = 24, 60  # characters around a cue that belong to it ("did not", "to comment")
_OPENING, _LATE = 80, 0.6  # characters that hold the main point; what a pattern found behind them still counts
_APOSTROPHES = str.maketrans({"’": "'", "‘": "'", "ʼ": "'"})
# Of these cues only what follows tells the stance; of the second ones in what is said, too.
_WEAK = re.compile(
    r"\b(?:calls?|called|calling|label(?:s|led|ed)|brand(?:s|ed)|dubs?|dubbed|caution\w*|characteri[sz]\w+|describ\w+|deem\w*"
    r"|consider(?:s|ed))\b",
    re.IGNORECASE,
)
_RATING = re.compile(r"\b(?:describ\w+|deem\w*|consider(?:s|ed))\b", re.IGNORECASE)
_VERDICTS = frozenset({Stance.REJECTS, Stance.DOUBTS, Stance.DENIES})
# "made not here but there" sets one circumstance against another and denies nothing; "not an attack but an accident" does.
_SET_AGAINST = re.compile(
    r"\bnot (?:only|just|merely)\b[^.;:!?]{1,40}?\bbut\b"
    r"|\bnot (in|at|on|by|from|to|for|with|through|under)\b[^.;:!?]{1,40}?\bbut \1\b",
    re.IGNORECASE,
)
_NEGATIONS = frozenset({Stance.DENIES, Stance.REJECTS})
_BOUNDARY = re.compile(r"[.;:!?\"“”\n]|, ")


@dataclass(frozen=True, slots=True)
class Pattern:
    """A regular expression and the stance it speaks for."""

    stance: Stance
    words: re.Pattern[str]


@dataclass(frozen=True, slots=True)
class StanceRules:
    """Patterns of cues in order of priority; patterns of contents and of neutral cues with their weights for each stance."""

    cue: tuple[Pattern, ...]
    content: tuple[Pattern, ...]
    leaning: tuple[Pattern, ...]
    weights: Mapping[Stance, tuple[float, ...]]  # in the order of ``features_of``
    heard: float  # what the network's log-probabilities count beside the patterns


@cache
def load_stance_rules() -> StanceRules:
    """Read the packaged patterns and weights; the second call returns the same object."""
    rows = read_rows("stance_patterns.tsv")
    compiled = [(where, Pattern(Stance(stance), re.compile(words, re.IGNORECASE))) for where, stance, words in rows]
    packaged = json.loads(resources.files(__package__).joinpath("data", "stance_weights.json").read_text("utf-8"))
    return StanceRules(
        tuple(pattern for where, pattern in compiled if where == "cue"),
        tuple(pattern for where, pattern in compiled if where == "content"),
        tuple(pattern for where, pattern in compiled if where == "leaning"),
        {Stance(stance): tuple(weights) for stance, weights in packaged["patterns"].items()},
        packaged["heard"],
    )


def plain_text(text: str) -> str:
    """The text with straight apostrophes, character for character."""
    return text.translate(_APOSTROPHES)


class StanceReader:
    """Reads the stances of one text's statements."""

    def __init__(self, plain: str, rules: StanceRules) -> None:
        self._plain = plain
        self._rules = rules

    @classmethod
    def of(cls, text: str) -> "StanceReader":
        return cls(plain_text(text), load_stance_rules())

    def decide(
        self, cue: Span | None, spans: tuple[Span, ...], form: Form, heard: Sequence[float] = ()
    ) -> tuple[Stance, tuple[Span, ...]]:
        """The stance and its evidence: the cue, or the words of the content that weighed most.

        ``heard`` is the network's log-probability of each stance, in the order of ``Stance``; empty where it did not read.
        """
        named = named_by_cue(self._plain, cue, spans, self._rules) if cue else None
        if self._rates(named, cue, spans) and (verdict := _verdict(self._plain, spans, self._rules)):
            return verdict
        return named or weigh_content(self._plain, cue, spans, form, heard, self._rules)

    def _rates(self, named: tuple[Stance, tuple[Span, ...]] | None, cue: Span | None, spans: Sequence[Span]) -> bool:
        """Whether something is given a name: by the cue, or in what is said under a neutral one."""
        if named and cue:
            return named[0] in (Stance.OPINES, Stance.WARNS) and bool(_WEAK.search(cue.of(self._plain)))
        return any(_RATING.search(span.of(self._plain)) for span in spans)


def named_by_cue(
    plain: str, cue: Span, spans: tuple[Span, ...], rules: StanceRules
) -> tuple[Stance, tuple[Span, ...]] | None:
    """The stance of the first cue pattern that touches the cue; None for a neutral cue."""
    start, end = signal_of(plain, cue, spans)
    for pattern in rules.cue:
        found = pattern.words.search(plain, start, end)
        if found and found.start() < cue.end and found.end() > cue.start:
            return pattern.stance, (_words_of(plain, Span(*found.span())),)
    return None


def _verdict(plain: str, spans: tuple[Span, ...], rules: StanceRules) -> tuple[Stance, tuple[Span, ...]] | None:
    """What a name that is given to something says about its truth: "called it unlikely", "described it as ridiculous"."""
    for pattern in rules.content:
        if pattern.stance in _VERDICTS and (found := _first(pattern, plain, spans)):
            return pattern.stance, (found,)
    return None


def signal_of(plain: str, cue: Span, spans: tuple[Span, ...]) -> tuple[int, int]:
    """The cue with the words before it ("did not") and behind it ("to comment") that turn it."""
    before = plain[max(0, cue.start - _BEFORE) : cue.start]
    cut = max((found.end() for found in _BOUNDARY.finditer(before)), default=0)
    behind = next((span.end for span in spans if 0 <= span.start - cue.end < _BEHIND), cue.end)
    return cue.start - len(before) + cut, min(behind, cue.end + _BEHIND)


def weigh_content(
    plain: str, cue: Span | None, spans: tuple[Span, ...], form: Form, heard: Sequence[float], rules: StanceRules
) -> tuple[Stance, tuple[Span, ...]]:
    """The stance that network and patterns add up to; even ones fall to the earlier of ``Stance``."""
    hits = [_first(pattern, plain, spans) for pattern in rules.content]
    observed = _observe(hits, spans, form, cue.of(plain) if cue else "", rules)
    opinion = dict(zip(rules.weights, heard or [0.0] * len(rules.weights), strict=True))
    if any(_SET_AGAINST.search(span.of(plain)) for span in spans):
        opinion |= dict.fromkeys(_NEGATIONS, min(opinion.values()))
    totals = {
        stance: rules.heard * opinion[stance]
        + sum(weight * value for weight, value in zip(weights, observed, strict=True))
        for stance, weights in rules.weights.items()
    }
    best = max(totals, key=lambda stance: totals[stance])
    evidence = [hit for pattern, hit in zip(rules.content, hits, strict=True) if hit and pattern.stance is best]
    if best is Stance.ASSERTS or not evidence:
        return best, (cue,) if cue else ()
    return best, tuple(sorted(set(evidence)))[:2]


def features_of(plain: str, cue: Span | None, spans: tuple[Span, ...], form: Form, rules: StanceRules) -> list[float]:
    """What is weighed: content patterns (less when found late), neutral cues, whether all or part is quoted, and 1."""
    hits = [_first(pattern, plain, spans) for pattern in rules.content]
    return _observe(hits, spans, form, cue.of(plain) if cue else "", rules)


def _observe(hits: list[Span | None], spans: tuple[Span, ...], form: Form, cue: str, rules: StanceRules) -> list[float]:
    start = spans[0].start if spans else 0
    found = (0.0 if hit is None else 1.0 if hit.start - start < _OPENING else _LATE for hit in hits)
    leaning = (float(pattern.words.search(cue) is not None) for pattern in rules.leaning)
    return [*found, *leaning, float(form is Form.DIRECT), float(form is Form.MIXED), 1.0]


def _first(pattern: Pattern, plain: str, spans: tuple[Span, ...]) -> Span | None:
    for span in spans:
        shown = plain[span.start : span.end]
        found = pattern.words.search(shown)
        if found:
            return _words_of(plain, Span(span.start + found.start(), span.start + found.end()))
    return None


def _words_of(plain: str, span: Span) -> Span:
    """The span without marks and blanks at its edges; as it is when nothing else is in it."""
    shown = span.of(plain)
    inner = shown.strip(" \"'“”,.;:\n")
    start = span.start + shown.find(inner)
    return Span(start, start + len(inner)) if inner else span
