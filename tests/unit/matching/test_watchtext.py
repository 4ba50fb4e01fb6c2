"""A watch written down is the same watch when it is read."""

from datetime import timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.errors import ConfigurationError
from quotewire.matching.period import read_period
from quotewire.matching.watchfile import parse_watches
from quotewire.matching.watchtext import write_watches
from quotewire.model.statement import Stance
from quotewire.model.watch import AlertMode, AlertPolicy, SaidBy, Watch

_names = st.sampled_from(("Ann Roe", "no", "1.5", "Дмитрий: Песков", "- x", "O'Brien #1", "null"))
_many = st.lists(_names, max_size=2).map(tuple)
_speakers = st.one_of(
    st.builds(SaidBy, name=_names),
    st.builds(SaidBy, organisation=_names),
    st.builds(lambda role, of: SaidBy(role=role, of=of), _names, _names),
)
_policies = st.builds(
    AlertPolicy,
    channels=_many,
    mode=st.sampled_from(AlertMode),
    window_minutes=st.integers(1, 1440),
    digest_at=st.sampled_from(("08:00", "23:59")),
    time_zone=st.sampled_from(("UTC", "Europe/London")),
    max_per_day=st.none() | st.integers(1, 100),
)
_watches = st.builds(
    Watch,
    id=st.sampled_from(("a", "1", "no", "kremlin-drones")),
    said_by=st.lists(_speakers, max_size=3).map(tuple),
    mentions=_many,
    about=st.sampled_from(('(drone* OR UAV) AND "Red Square"~3 NOT football', "role:x AND #y", "a\\:b tank")),
    stance=st.lists(st.sampled_from(Stance), max_size=2).map(tuple),
    min_confidence=st.sampled_from((0.0, 0.25, 1.0)),
    sources_include=_many,
    sources_exclude=_many,
    alert=_policies,
    title=st.sampled_from(("", "A title: with a colon", "yes")),
)


@given(_watches)
def test_round_trip(watch: Watch) -> None:
    parsed = parse_watches(write_watches([watch]), "")
    if not parsed.errors:
        assert parsed.watches == (watch,)
    assert all("about:" in error.message for error in parsed.errors)


@pytest.mark.parametrize(("written", "hours"), [("36h", 36), ("30d", 720), ("4w", 672)])
def test_a_period(written: str, hours: int) -> None:
    assert read_period(written) == timedelta(hours=hours)


@pytest.mark.parametrize("written", ["", "d", "0d", "-1d", "1.5d", "30", "thirty days", "²d", "9" * 40 + "d"])
def test_what_is_no_period(written: str) -> None:
    with pytest.raises(ConfigurationError, match="expected a number of hours"):
        read_period(written)
