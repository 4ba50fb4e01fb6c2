"""From probabilities to spans: cues, the content runs of a cue, its source."""

from itertools import pairwise

import numpy as np

from quotewire.analysis.encoder.words import CLOSING, OPENING, Flags, Floats, Ints, Words

CUE_FLOOR = 0.4  # below this a piece is never part of a cue; thresholds proper act on the confidence
SWITCH_COST = 2.0  # log-odds that opening or closing a content run must earn
LOGIT_LIMIT = 5.0
SOURCE_BIAS = -0.25

Run = tuple[int, int]  # words [first, last)


def find_cues(probabilities: Floats) -> list[Run]:
    """Runs of pieces tagged as a cue; `probabilities` is (L, 3) for outside, begins, inside."""
    within = 1.0 - probabilities[:, 0]
    begins = probabilities[:, 1] > probabilities[:, 2]
    runs: list[Run] = []
    for i in np.flatnonzero(within > CUE_FLOOR).tolist():
        if runs and runs[-1][1] == i and not begins[i] and (within[i] > 0.5 or within[i - 1] <= 0.5):
            runs[-1] = (runs[-1][0], i + 1)
        else:
            runs.append((i, i + 1))
    return runs


def find_source(roles: Floats, words: Words, cue: int) -> Run | None:
    """The stretch of words in the line of word `cue` whose summed log-odds of being the source are highest."""
    line = np.cumsum(words.line > 0)
    odds = _log_odds(roles[:, 1]) + SOURCE_BIAS
    odds[~words.spoken] = np.minimum(odds[~words.spoken], 0.0)
    odds[line != line[cue]] = -np.inf
    best, best_run, total, first = 0.0, None, 0.0, 0
    for i, value in enumerate(odds.tolist()):
        if total <= 0:
            total, first = 0.0, i
        total += value
        if total > best:
            best, best_run = total, (first, i + 1)
    return best_run


def find_content(roles: Floats, words: Words, barred: Flags) -> list[Run]:
    """Runs of content words: the two-state path of highest log-odds, each run paying SWITCH_COST; `barred` stay out."""
    spoken = np.flatnonzero(words.spoken & ~barred)
    odds = _log_odds(roles[spoken, 2])
    if not len(spoken) or odds.max() <= 0:
        return []
    chosen = _best_path(odds.tolist(), (np.diff(spoken, prepend=spoken[0]) > 1) & _crosses(spoken, barred))
    runs: list[Run] = []
    previous = -2
    for rank in chosen:
        at = int(spoken[rank])
        if runs and rank == previous + 1 and not barred[runs[-1][1] : at].any():
            runs[-1] = (runs[-1][0], at + 1)
        else:
            runs.append((at, at + 1))
        previous = rank
    return [part for run in runs for part in _cut_at_breaks(run, words)]


def _crosses(spoken: Ints, barred: Flags) -> Flags:
    """Whether a barred word (cue or source) lies between a spoken word and the one before."""
    seen = np.cumsum(barred)[spoken]
    return np.asarray(np.diff(seen, prepend=seen[0]) > 0)


def _best_path(odds: list[float], gap: Flags) -> list[int]:
    """Ranks inside content on the best path; a run may break for free across a barred word."""
    inside, outside = odds[0] - SWITCH_COST / 2, 0.0
    steps: list[tuple[bool, bool]] = [(True, False)]
    for value, free in zip(odds[1:], gap[1:].tolist(), strict=True):
        cost = 0.0 if free else SWITCH_COST / 2
        stay, leave = inside >= outside - cost, inside - cost > outside
        steps.append((stay, leave))
        inside, outside = value + (inside if stay else outside - cost), inside - cost if leave else outside
    state, chosen = inside > outside, []
    for rank in range(len(odds) - 1, -1, -1):
        if state:
            chosen.append(rank)
        state = steps[rank][0] if state else steps[rank][1]
    return chosen[::-1]


def _log_odds(probability: Floats) -> Floats:
    clipped = np.clip(probability, 1e-4, 1 - 1e-4)
    return np.asarray(np.clip(np.log(clipped / (1 - clipped)), -LOGIT_LIMIT, LOGIT_LIMIT), dtype=np.float32)


def _cut_at_breaks(run: Run, words: Words) -> list[Run]:
    breaks = [at for at in range(run[0] + 1, run[1]) if words.line[at]]
    edges = [run[0], *breaks, run[1]]
    parts = (_trim(first, last, words) for first, last in pairwise(edges))
    return [part for part in parts if part[0] < part[1]]


def _trim(first: int, last: int, words: Words) -> Run:
    while first < last and not words.spoken[first]:
        first += 1
    while last > first and not words.spoken[last - 1]:
        last -= 1
    return first, last


def keep_paragraph(runs: list[Run], cue: int, words: Words) -> list[Run]:
    """Keep the runs in the cue's paragraph, and runs elsewhere only where a quotation opens or continues there."""
    paragraphs = np.cumsum(words.line > 0)
    own = [run for run in runs if paragraphs[run[0]] == paragraphs[cue]]
    if own:
        return own + [r for r in runs if r not in own and _opens_quotation(r, words)] if _quoted(own, words) else own
    return runs


def _quoted(runs: list[Run], words: Words) -> bool:
    return any(words.quote[first] == 1 for first, _ in runs)


def _opens_quotation(run: Run, words: Words) -> bool:
    return run[0] > 0 and words.quote[run[0] - 1] == OPENING and bool(words.line[run[0] - 1])


def run_span(run: Run, words: Words) -> Run:
    """Characters of a run, with the quotation marks that belong to it."""
    first, last = run
    if first > 0 and words.quote[first - 1] == OPENING:
        first -= 1
    after = last
    while after < len(words.starts) and not words.spoken[after] and words.quote[after] != OPENING:
        after += 1
        if words.quote[after - 1] == CLOSING:
            last = after
            break
    return int(words.starts[first]), int(words.ends[last - 1])
