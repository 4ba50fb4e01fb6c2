"""Contents that the network left unfinished: a gap that nothing fills, a last word that cannot be one, a clause cut off."""

from quotewire.analysis.encoder.decode import Run
from quotewire.analysis.encoder.words import Flags, Words

_NEVER_LAST = frozenset(("a an the of and or nor its their our your my every these those into than because").split())
_RELATIVE = frozenset(("which", "whose", "who"))  # a headline says nothing else after what it reports
_GAP = 3  # words; a longer one is mostly somebody else's


def mend_edges(text: str, words: Words, runs: list[Run], barred: Flags) -> list[Run]:
    """The runs of one content in order, with gaps closed and ends carried on to the end of their sentence; where the cue or
    the source (``barred``) or a quotation mark stands in between, they stay as they are.
    """
    mended: list[Run] = []
    for run in sorted(runs):
        if mended and _is_one(words, mended[-1], run, barred):
            mended[-1] = mended[-1][0], run[1]
        else:
            mended.append(run)
    return [_carried_on(text, words, run, barred) for run in mended]


def _is_one(words: Words, run: Run, other: Run, barred: Flags) -> bool:
    between = slice(run[1], other[0])
    broken = barred[between].any() or words.line[run[1] : other[0] + 1].any() or words.quote[between].any()
    return not broken and other[0] - run[1] <= _GAP and bool(words.spoken[between].all())


def _carried_on(text: str, words: Words, run: Run, barred: Flags) -> Run:
    first, last = run
    follows = last < len(words.starts) and bool(words.spoken[last]) and not words.line[last]
    if not follows or not (_is_cut_off(text, words, last) or _goes_on_in_headline(text, words, last)):
        return run
    while last < len(words.starts) and words.spoken[last] and not (barred[last] or words.line[last]):
        last += 1
    return first, last


def _is_cut_off(text: str, words: Words, last: int) -> bool:
    return _word(text, words, last - 1) in _NEVER_LAST


def _goes_on_in_headline(text: str, words: Words, last: int) -> bool:
    return _word(text, words, last) in _RELATIVE and "\n" not in text[: words.starts[last]]


def _word(text: str, words: Words, at: int) -> str:
    return text[words.starts[at] : words.ends[at]].lower()
