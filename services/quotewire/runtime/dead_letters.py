"""What became of dead letters: the log keeps them all, and notes of those that were settled."""

import threading
from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from typing import Final

from quotewire.codec import decode, encode, headers_of
from quotewire.errors import QuotewireError
from quotewire.model.dead_letter import DeadLetter
from quotewire.ports.log import Log, Message
from quotewire.runtime.messages import ATTEMPT_HEADER
from quotewire.topics import DEAD_LETTERS

_SETTLES: Final = "settles"
"""The header of a record on the topic that holds no letter but settles the one whose number it names."""

_HOW: Final = "how"


@dataclass(frozen=True, slots=True)
class Entry:
    """A letter and its number, which never changes."""

    number: int
    letter: DeadLetter


@dataclass(frozen=True, slots=True)
class DeadLetters:
    """Letters on the topic, which has one partition, so that an offset is a number."""

    log: Log

    def open(self) -> list[Entry]:
        """Those neither replayed nor discarded, oldest first."""
        settled: set[int] = set()
        entries: dict[int, Entry] = {}
        for record in self.log.replay(DEAD_LETTERS.name):
            number = record.headers.get(_SETTLES)
            if number is None:
                entries[record.offset] = Entry(record.offset, decode(DeadLetter, record.value, record.headers))
            else:
                settled.add(int(number))
        return [entry for number, entry in entries.items() if number not in settled]

    def get(self, number: int) -> Entry:
        for entry in self.open():
            if entry.number == number:
                return entry
        raise QuotewireError(f"no open dead letter has the number {number}: see `quotewire dlq list`")

    def replay(self, entry: Entry) -> None:
        """Back on its topic, with the attempts counted. A crash in between leaves the letter open: it may go twice."""
        letter = entry.letter
        headers = {**dict(letter.headers), ATTEMPT_HEADER: str(letter.attempt)}
        self.log.append(letter.origin_topic, [Message(letter.key, letter.payload, headers)])
        self._settle(entry, "replayed")

    def discard(self, entry: Entry) -> None:
        self._settle(entry, "discarded")

    def _settle(self, entry: Entry, how: str) -> None:
        # Without its message, a note is still a letter to whatever else reads the topic.
        note = Message(entry.letter.key, encode(replace(entry.letter, payload=b"")), dict(_note_headers(entry, how)))
        self.log.append(DEAD_LETTERS.name, [note])


@dataclass
class LetterCount:
    """How many letters are open, by stage. The topic is read again only when something was written to it."""

    log: Log
    _end: int = field(default=-1, init=False)
    _open: Mapping[str, int] = field(default_factory=dict, init=False)
    _turn: threading.Lock = field(default_factory=threading.Lock, init=False)

    def by_stage(self) -> Mapping[str, int]:
        """Raises ``LogUnavailable``."""
        with self._turn:
            end = self.log.end(DEAD_LETTERS.name)
            if end != self._end:
                self._open = Counter(entry.letter.stage for entry in DeadLetters(self.log).open())
                self._end = end
            return self._open


def _note_headers(entry: Entry, how: str) -> Iterator[tuple[str, str]]:
    yield from headers_of(DeadLetter).items()
    yield _SETTLES, str(entry.number)
    yield _HOW, how
