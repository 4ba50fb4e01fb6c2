"""The record stage reads no more than what decides; what decides must not need more."""

from quotewire.analysis.novelty import utterance
from quotewire.analysis.novelty.syndication import find_original
from quotewire.processor.hearings import MOST_HEARD
from quotewire.processor.record import LEAST_SHARED


def test_an_original_shares_at_least_as_many_shingles_as_are_asked_for() -> None:
    mine = frozenset(range(0, 2 * LEAST_SHARED, 2))
    assert find_original(mine, {"other": mine}) is not None
    fewer = frozenset(sorted(mine)[1:])
    assert find_original(fewer, {"other": mine}) is None


def test_a_statement_is_compared_with_no_more_utterances_than_are_read() -> None:
    assert utterance._MOST_COMPARED <= MOST_HEARD
