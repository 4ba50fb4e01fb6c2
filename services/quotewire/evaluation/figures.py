"""The table of figures: what was measured, on what, against the best system known before and the bars set for it."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass

_HEADS = ("figure", "measured on", "best before", "bar", "aim", "now", "")


@dataclass(frozen=True, slots=True)
class Figure:
    """One row. ``now`` is compared with bar and aim; less is better where ``less`` says so."""

    name: str
    split: str
    before: str
    bar: float | None
    aim: float | None
    now: float
    shown: str = ""
    less: bool = False

    @property
    def verdict(self) -> str:
        if self.bar is None or self.aim is None:
            return ""
        return "aim" if self._reaches(self.aim) else "bar" if self._reaches(self.bar) else "below"

    @property
    def cells(self) -> tuple[str, ...]:
        bar, aim = _number(self.bar), _number(self.aim)
        return self.name, self.split, self.before, bar, aim, self.shown or _number(self.now), self.verdict

    def _reaches(self, mark: float) -> bool:
        return self.now <= mark if self.less else self.now >= mark


def lines_of(figures: Iterable[Figure]) -> Iterator[str]:
    """The table in Markdown, its columns aligned."""
    rows = [_HEADS, *(figure.cells for figure in figures)]
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    rows.insert(1, tuple("-" * width for width in widths))
    for row in rows:
        yield f"| {' | '.join(cell.ljust(width) for cell, width in zip(row, widths, strict=True))} |"


def _number(value: float | None) -> str:
    if value is None:
        return "–"
    if value >= 1000:
        return f"{value:,.0f}"
    return f"{value:.2f}".lstrip("0") if 0 < value < 1 else f"{value:.1f}".removesuffix(".0")
