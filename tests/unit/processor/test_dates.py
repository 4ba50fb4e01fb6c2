"""Which date an article has when the page and the source both say one."""

from datetime import UTC, datetime

from quotewire.processor.analyse import choose_date

_DAY = datetime(2024, 3, 1, tzinfo=UTC)
_HOUR = datetime(2024, 3, 1, 17, 30, tzinfo=UTC)


def test_a_bare_day_gives_way_to_the_sources_hour() -> None:
    assert choose_date(_DAY, _HOUR) == _HOUR


def test_otherwise_the_page_wins() -> None:
    assert choose_date(_HOUR, datetime(2024, 3, 1, 9, tzinfo=UTC)) == _HOUR
    assert choose_date(_DAY, datetime(2024, 4, 1, 9, tzinfo=UTC)) == _DAY


def test_what_only_one_of_them_says_is_taken() -> None:
    assert choose_date(None, _HOUR) == _HOUR
    assert choose_date(_DAY, None) == _DAY
    assert choose_date(None, None) is None
