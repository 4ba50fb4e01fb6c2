"""Which watches may match, found from the keys that an article has."""

from collections import Counter
from collections.abc import Iterable, Sequence

from quotewire.matching.requirement import Cover, weigh


class KeyIndex:
    """Each watch (a number) hangs on the keys of one of its covers: the one that tells articles apart best.

    Among equals the cover is taken whose keys bear fewest watches, so that words that many watches use do not fill up.
    Watches without a cover are always candidates.
    """

    def __init__(self) -> None:
        self._hung: dict[str, set[int]] = {}
        self._uncovered: set[int] = set()
        self._prefix_lengths: Counter[int] = Counter()

    def add(self, number: int, covers: Sequence[Cover]) -> Cover:
        """Hangs the watch and returns the cover it hangs on (empty: none), which ``remove`` wants back."""
        if not covers:
            self._uncovered.add(number)
            return frozenset()
        chosen = min(covers, key=self._cost)
        for key in chosen:
            self._hang(key, number)
        return chosen

    def remove(self, number: int, chosen: Cover) -> None:
        self._uncovered.discard(number)
        for key in chosen:
            hung = self._hung[key]
            hung.discard(number)
            if not hung:
                self._forget(key)

    def expand(self, keys: Iterable[str]) -> set[str]:
        """The keys, and every prefix some watch hangs on that one of them begins with."""
        present = set(keys)
        beginnings = {f"{key[:length]}*" for length in self._prefix_lengths for key in present if len(key) >= length}
        return present | (beginnings & self._hung.keys())

    def candidates(self, present: set[str]) -> set[int]:
        """Watches that hang on one of the keys (as ``expand`` gives them), and those without a cover."""
        return self._uncovered.union(*(self._hung[key] for key in present & self._hung.keys()))

    def _cost(self, cover: Cover) -> int:
        return weigh(cover) * 10 + sum(len(self._hung.get(key, ())) for key in cover)

    def _hang(self, key: str, number: int) -> None:
        if key not in self._hung:
            self._hung[key] = set()
            if key.endswith("*"):
                self._prefix_lengths[len(key) - 1] += 1
        self._hung[key].add(number)

    def _forget(self, key: str) -> None:
        del self._hung[key]
        if key.endswith("*"):
            self._prefix_lengths[len(key) - 1] -= 1
            self._prefix_lengths += Counter()  # drops lengths that no prefix has any more
