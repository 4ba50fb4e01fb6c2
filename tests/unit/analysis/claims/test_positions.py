from datetime import UTC, datetime, timedelta

from quotewire.analysis.claims.positions import (
    is_supported,
    take_sides,
    trace_spread,
)
from quotewire.model.claim import Position
from quotewire.model.statement import Stance

NOON = datetime(2026, 3, 2, 12, tzinfo=UTC)


def position(speaker: str, stance: Stance, hours: float, outlet: str | None = "Post", article: str = "a") -> Position:
    at = NOON + timedelta(hours=hours)
    return Position("c", speaker, speaker.title(), stance, f"s-{speaker}-{hours}", article, outlet, at)


ANN, BEA, CAI = "ann", "bea", "cai"
TAKEN = [
    position(CAI, Stance.DENIES, 30, "Globe", "g2"),
    position(ANN, Stance.ALLEGES, 0, "Post", "p1"),
    position(BEA, Stance.REJECTS, 1, "Globe", "g1"),
    position(CAI, Stance.NEITHER, 2, None, "x"),
    position(ANN, Stance.ALLEGES, 3, "Post", "p2"),
]


def test_each_speaker_stands_where_they_stood_last() -> None:
    sides = take_sides(TAKEN)
    assert [one.speaker_key for one in sides.supports] == [ANN]
    assert [one.speaker_key for one in sides.disputes] == [BEA, CAI]
    assert sides.uncommitted == ()


def test_in_one_article_a_denial_outweighs_what_else_was_said() -> None:
    both = [position(ANN, Stance.DENIES, 0), position(ANN, Stance.ASSERTS, 0)]
    assert take_sides(both).disputes == take_sides(both[::-1]).disputes != ()


def test_spread_tells_who_was_first_and_how_many_articles_followed() -> None:
    spread = trace_spread(TAKEN)
    assert [(one.outlet, one.articles) for one in spread] == [("Post", 2), ("Globe", 2)]
    assert spread[0].first_at == NOON


def test_a_claim_that_is_only_denied_is_not_supported() -> None:
    assert not is_supported([position(BEA, Stance.DENIES, 0)])
    assert is_supported(TAKEN)
