"""Which watches may match, found from the keys that an article has."""

from collections import Counter
from collections.abc import Iterable, Sequence
from typing import NamedTuple, TypeVar

from quotewire.matching.requirement import Cover, weigh

T = TypeVar("T")


class Hold(NamedTuple):
    """Where a watch hangs (empty: nowhere), and what else it needs: all of ``needs``, and one key of each choice."""

    on: Cover
    needs: Cover = frozenset()
    choices: tuple[Cover, ...] = ()

    def is_met(self, present: set[str]) -> bool:
        """Whether every cover is met. ``present`` is as ``KeyIndex.expand`` gives it."""
        return self.needs <= present and not any(map(present.isdisjoint, self.choices))


class KeyIndex:
    """Each watch (a number) hangs on the keys of one of its covers: the one that tells articles apart best.

    Among equals the cover is taken whose keys bear fewest watches, so that words that many watches use do not fill up.
    Watches without a cover are always candidates.
    """

    def __init__(self) -> None:
        self._hung: dict[str, set[int]] = {}
        self._uncovered: set[int] = set()
        self._prefixes = _Prefixes()

    def add(self, number: int, covers: Sequence[Cover]) -> Hold:
        """Hangs the watch and returns how, which ``remove`` wants back."""
        if not covers:
            self._uncovered.add(number)
            return Hold(frozenset())
        chosen = min(covers, key=self._cost)
        for key in chosen:
            self._hung.setdefault(key, set()).add(number)
        further = [cover for cover in covers if cover is not chosen]
        needs = frozenset().union(*(cover for cover in further if len(cover) == 1))
        hold = Hold(chosen, needs, tuple(cover for cover in further if len(cover) > 1))
        for key in _keys_of(hold):
            self._prefixes.count(key, 1)
        return hold

    def remove(self, number: int, hold: Hold) -> None:
        self._uncovered.discard(number)
        for key in hold.on:
            hung = self._hung[key]
            hung.discard(number)
            if not hung:
                del self._hung[key]
        for key in _keys_of(hold):
            self._prefixes.count(key, -1)

    def expand(self, keys: Iterable[str]) -> set[str]:
        """The keys, and every prefix that some watch asks for and one of them begins with."""
        present = set(keys)
        return present | self._prefixes.of(present)

    def candidates(self, present: set[str]) -> set[int]:
        """Watches that hang on one of the keys (as ``expand`` gives them), and those without a cover."""
        return self._uncovered.union(*(self._hung[key] for key in present & self._hung.keys()))

    def _cost(self, cover: Cover) -> int:
        return weigh(cover) * 10 + sum(len(self._hung.get(key, ())) for key in cover)


class _Prefixes:
    """The prefixes that watches ask for, and how often; how many there are of each length."""

    def __init__(self) -> None:
        self._asked: Counter[str] = Counter()
        self._lengths: Counter[int] = Counter()

    def count(self, key: str, change: int) -> None:
        """Take note that a key is asked for once more (1) or once less (-1); only prefixes count."""
        if not key.endswith("*"):
            return
        _change(self._asked, key, change)
        _change(self._lengths, len(key) - 1, change)

    def of(self, keys: Iterable[str]) -> set[str]:
        """The prefixes asked for that begin one of the keys."""
        beginnings = {f"{key[:length]}*" for length in self._lengths for key in keys if len(key) >= length}
        return beginnings & self._asked.keys()


def _change(counts: Counter[T], counted: T, change: int) -> None:
    counts[counted] += change
    if not counts[counted]:
        del counts[counted]


def _keys_of(hold: Hold) -> Iterable[str]:
    return (*hold.on, *hold.needs, *(key for cover in hold.choices for key in cover))
