"""What a newer version of an article changed in its statements."""

from collections.abc import Sequence
from difflib import SequenceMatcher

from quotewire.model import ids
from quotewire.model.journey import ChangeKind, Correction
from quotewire.model.statement import Statement

_REWORDED = 0.5  # share of words in common, by longest matching blocks
_SAME_WORDS = 0.9


def compare_versions(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[Correction, ...]:
    """One correction for each earlier statement that is not there any more as it was."""
    kept = {statement.id for statement in before} & {statement.id for statement in after}
    unmatched = [statement for statement in after if statement.id not in kept]
    corrections = []
    for gone in before:
        if gone.id not in kept:
            correction = _explain(gone, unmatched)
            corrections.append(correction)
            if correction.after is not None:
                unmatched.remove(correction.after)
    return tuple(corrections)


def _explain(gone: Statement, unmatched: Sequence[Statement]) -> Correction:
    best = max(unmatched, key=lambda statement: _likeness(gone, statement), default=None)
    if best is None or _likeness(gone, best) < _REWORDED:
        return Correction(ChangeKind.REMOVED, gone)
    if best.speaker.key != gone.speaker.key:
        moved = _likeness(gone, best) >= _SAME_WORDS
        return Correction(ChangeKind.MOVED, gone, best) if moved else Correction(ChangeKind.REMOVED, gone)
    return Correction(ChangeKind.REWORDED, gone, best)


def _likeness(one: Statement, other: Statement) -> float:
    return SequenceMatcher(None, ids.fold(one.text).split(), ids.fold(other.text).split()).ratio()
