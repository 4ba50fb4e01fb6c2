"""What an article's speakers were heard to say before it, and what they say in it."""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import replace
from datetime import datetime

from quotewire.analysis.novelty.utterance import UTTERANCE_WINDOW, judge_novelty
from quotewire.model import ids
from quotewire.model.claim import Novelty, Utterance
from quotewire.model.statement import Statement
from quotewire.ports.state import Transaction

MOST_HEARD = 300
"""As many of a speaker's latest utterances as ``judge_novelty`` compares; of older ones it asks for those on a claim."""


class Hearings:
    """Read at once for all of an article's speakers; what they say in it is kept here until the article is written."""

    def __init__(self, tx: Transaction, speaker_keys: Iterable[str], at: datetime) -> None:
        self._tx = tx
        self._at = at
        self._keys = set(speaker_keys)
        self._heard = tx.entries.heard(self._keys, (), at - UTTERANCE_WINDOW, MOST_HEARD)
        self._new: dict[str, Utterance] = {}

    def of(self, speaker_key: str) -> Sequence[Utterance]:
        """Latest first."""
        return self._heard[speaker_key]

    def reach_back(self, claim_ids: Collection[str]) -> None:
        """Read what is older, too, if it is on these claims; before anything is heard."""
        if any(len(heard) >= MOST_HEARD for heard in self._heard.values()):
            since = self._at - UTTERANCE_WINDOW
            self._heard = self._tx.entries.heard(self._keys, claim_ids, since, MOST_HEARD)

    @property
    def new(self) -> Sequence[Utterance]:
        """What is to be written: new utterances, and known ones brought up to date."""
        return tuple(self._new.values())

    def hear(self, statement: Statement, claim_id: str, shortens: str = "") -> tuple[Utterance, Novelty]:
        """``shortens`` is the utterance that a headline mostly tells in short."""
        at, key = self._at, statement.speaker.key
        verdict = judge_novelty(statement, claim_id, at, self._heard[key], shortens)
        utterance = verdict.utterance or Utterance(
            ids.utterance_id(statement.id), key, claim_id, statement.stance, statement.text, statement.id, at, at
        )
        self._keep(utterance, key)
        return utterance, verdict.novelty

    def reword(self, utterance_id: str, statement: Statement) -> None:
        """The corrected wording of a known utterance, however long ago it was heard first."""
        key = statement.speaker.key
        known = _find(utterance_id, self._heard[key])
        known = known or _find(utterance_id, self._tx.utterances.of_speaker(key, self._at - UTTERANCE_WINDOW))
        if known is not None:
            self._keep(replace(known, text=statement.text), key)

    def _keep(self, utterance: Utterance, speaker_key: str) -> None:
        self._new[utterance.id] = utterance
        heard = self._heard[speaker_key]
        heard[:] = sorted([utterance, *(one for one in heard if one.id != utterance.id)], key=_latest_first)


def _find(utterance_id: str, heard: Iterable[Utterance]) -> Utterance | None:
    return next((one for one in heard if one.id == utterance_id), None)


def _latest_first(utterance: Utterance) -> tuple[float, str]:
    return -utterance.last_at.timestamp(), utterance.id
