"""What a newer version of an article changed in its statements."""

from collections.abc import Sequence
from dataclasses import dataclass
from difflib import SequenceMatcher
from enum import StrEnum

from quotewire.model import ids
from quotewire.model.journey import ChangeKind, Correction
from quotewire.model.statement import Statement

_REWORDED = 0.5  # share of words in common, by longest matching blocks
_SAME_WORDS = 0.9


class Edit(StrEnum):
    """What happened to a run of words."""

    KEPT = "kept"
    REMOVED = "removed"
    ADDED = "added"


@dataclass(frozen=True, slots=True)
class Passage:
    """Words in a row with one fate."""

    edit: Edit
    text: str


def compare_versions(before: Sequence[Statement], after: Sequence[Statement]) -> tuple[Correction, ...]:
    """One correction for each earlier statement that is not there any more as it was, in the earlier order.

    The likest pairs are matched first, so that a reworded statement does not take another's successor.
    """
    kept = {statement.id for statement in before} & {statement.id for statement in after}
    gone = [statement for statement in before if statement.id not in kept]
    came = [statement for statement in after if statement.id not in kept]
    successors = _match(gone, came)
    return tuple(_explain(statement, successors.get(statement.id)) for statement in gone)


def diff_words(before: str, after: str) -> tuple[Passage, ...]:
    """The passages that lead from one wording to the other, removals before additions."""
    old, new = before.split(), after.split()
    passages: list[Passage] = []
    for _, start, end, new_start, new_end in SequenceMatcher(None, old, new, autojunk=False).get_opcodes():
        if old[start:end] == new[new_start:new_end]:
            passages.append(Passage(Edit.KEPT, " ".join(old[start:end])))
            continue
        changed = ((Edit.REMOVED, old[start:end]), (Edit.ADDED, new[new_start:new_end]))
        passages += [Passage(edit, " ".join(words)) for edit, words in changed if words]
    return tuple(passages)


def render_diff(passages: Sequence[Passage]) -> str:
    """One line: removed words as ``[-…-]``, added ones as ``{+…+}``, as wdiff writes them."""
    marks = {Edit.KEPT: ("", ""), Edit.REMOVED: ("[-", "-]"), Edit.ADDED: ("{+", "+}")}
    return " ".join(f"{marks[passage.edit][0]}{passage.text}{marks[passage.edit][1]}" for passage in passages)


def describe_correction(correction: Correction) -> str:
    """What changed, in one line: the diff of the wording, or who is named as the speaker now, or the removal."""
    before, after = correction.before, correction.after
    if after is None:
        return f"removed: [-{before.text}-]"
    if correction.kind is ChangeKind.MOVED:
        return f"speaker: [-{before.speaker.name}-] {{+{after.speaker.name}+}}: {after.text}"
    return render_diff(diff_words(before.text, after.text))


def _match(gone: Sequence[Statement], came: Sequence[Statement]) -> dict[str, Statement]:
    pairs = [
        (likeness, -at, -to)
        for at, old in enumerate(gone)
        for to, new in enumerate(came)
        if (likeness := _likeness(old, new)) >= (_REWORDED if old.speaker.key == new.speaker.key else _SAME_WORDS)
    ]
    successors: dict[str, Statement] = {}
    taken: set[int] = set()
    for _, at, to in sorted(pairs, reverse=True):
        if gone[-at].id not in successors and to not in taken:
            successors[gone[-at].id] = came[-to]
            taken.add(to)
    return successors


def _explain(gone: Statement, successor: Statement | None) -> Correction:
    if successor is None:
        return Correction(ChangeKind.REMOVED, gone)
    same_speaker = successor.speaker.key == gone.speaker.key
    return Correction(ChangeKind.REWORDED if same_speaker else ChangeKind.MOVED, gone, successor)


def _likeness(one: Statement, other: Statement) -> float:
    return SequenceMatcher(None, ids.fold(one.text).split(), ids.fold(other.text).split(), autojunk=False).ratio()
