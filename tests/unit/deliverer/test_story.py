"""Nothing is lost, nothing is doubled, and what is held back is listed: told as stories in time."""

from pathlib import Path

import pytest
from tests.unit.deliverer.story import Story, receiving

from quotewire.adapters.state import migrate
from quotewire.model.watch import AlertMode, AlertPolicy

_EVERY_TEN = AlertPolicy(mode=AlertMode.COALESCED, window_minutes=10)
_DAILY = AlertPolicy(mode=AlertMode.DIGEST, digest_at="08:00", time_zone="Europe/London")  # 07:00 UTC in May

_STORIES = {
    "at once, each once": (
        AlertPolicy(),
        """
        at 0m: statement A B
        at 0m: expect A, B
        at 1m: statement A
        at 5m: expect nothing
        at 5m: withheld repeated
        """,
    ),
    "a receiver that is down for a while": (
        AlertPolicy(),
        """
        at 0m:  receiver answers 503
        at 0m:  statement A
        at 1m:  receiver answers hangs
        at 2m:  statement B
        at 3m:  expect nothing
        at 3m:  receiver answers 200
        at 15m: expect A, B
        at 2h:  expect nothing
        """,
    ),
    "a receiver that asks for a pause gets it": (
        AlertPolicy(),
        """
        at 0m:  receiver answers 429 600
        at 0m:  statement A
        at 5s:  receiver answers 200
        at 9m:  expect nothing
        at 11m: expect A
        """,
    ),
    "an answer that is cut off makes a repetition that can be told": (
        AlertPolicy(),
        """
        at 0m: receiver answers cuts
        at 0m: statement A
        at 5s: receiver answers 200
        at 5m: expect A
        at 5m: expect again A
        """,
    ),
    "an answer whose body is cut off after a yes is a yes": (
        AlertPolicy(),
        """
        at 0m: receiver answers cuts body
        at 0m: statement A
        at 5m: expect A
        at 5m: expect again
        at 5m: status A sent
        """,
    ),
    "a slow receiver hears it once": (
        AlertPolicy(),
        """
        at 0m: receiver answers slow
        at 0m: statement A B
        at 5m: expect A, B
        at 5m: status A sent
        """,
    ),
    "who sends us elsewhere is not followed": (
        AlertPolicy(),
        """
        at 0m: receiver answers 302
        at 0m: statement A
        at 5s: receiver answers 200
        at 1d: expect nothing
        at 1d: status A failed
        """,
    ),
    "no is final": (
        AlertPolicy(),
        """
        at 0m: receiver answers 404
        at 0m: statement A
        at 5s: receiver answers 200
        at 1d: expect nothing
        at 1d: status A failed
        """,
    ),
    "a day of attempts, then it is parked and stays visible": (
        AlertPolicy(),
        """
        at 0m:  receiver answers 500
        at 0m:  statement A
        at 23h: status A pending
        at 26h: status A parked
        at 26h: receiver answers 200
        at 50h: expect nothing
        """,
    ),
    "killed between sending and writing it down": (
        AlertPolicy(),
        """
        at 0m: statement A
        at 0m: kill
        at 1m: expect A
        at 5m: expect nothing
        at 5m: expect again A
        at 5m: status A sent
        """,
    ),
    "a window is one message": (
        _EVERY_TEN,
        """
        at 1m:  statement A B
        at 9m:  statement C A
        at 9m:  expect nothing
        at 10m: statement D
        at 10m: expect A+B+C
        at 20m: expect D
        at 1h:  expect nothing
        """,
    ),
    "a window that is killed and joined late keeps its alerts": (
        _EVERY_TEN,
        """
        at 1m:  statement A B
        at 10m: kill
        at 11m: expect A+B
        at 15m: expect nothing
        at 15m: expect again A+B
        """,
    ),
    "a digest waits for its hour, and then for its receiver": (
        _DAILY,
        """
        at 0m:  statement A
        at 10h: statement B
        at 18h: expect nothing
        at 18h: receiver answers 503
        at 20h: statement C
        at 21h: receiver answers 200
        at 23h: expect A+B
        at 43h: expect C
        """,
    ),
    "what is muted or above the cap never arrives and is listed": (
        AlertPolicy(max_per_day=2),
        """
        at 0m:  mute 10m
        at 1m:  statement A
        at 11m: statement A B C D
        at 20m: expect B, C
        at 1d:  statement E
        at 1d:  expect E
        at 1d:  withheld capped muted muted
        """,
    ),
    "what is muted when its digest is due is left out, is listed, and fills no cap": (
        AlertPolicy(mode=AlertMode.DIGEST, digest_at="18:00", max_per_day=2),
        """
        at 0m:  statement A B
        at 5h:  mute 120m
        at 7h:  statement C
        at 7h:  expect nothing
        at 7h:  withheld muted muted
        at 30h: expect C
        """,
    ),
    "a mute that has ended when the digest is due holds nothing back": (
        _DAILY,
        """
        at 0m:  statement A
        at 1m:  mute 30m
        at 43h: expect A
        """,
    ),
    "a mute leaves what was tried": (
        AlertPolicy(),
        """
        at 0m: receiver answers 503
        at 0m: statement A
        at 1m: mute 60m
        at 2m: receiver answers 200
        at 9m: expect A
        """,
    ),
}


@pytest.mark.parametrize("workers", [1, 3])
@pytest.mark.parametrize("name", _STORIES)
def test_a_story_goes_as_told(tmp_path: Path, name: str, workers: int) -> None:
    policy, script = _STORIES[name]
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    with receiving() as receiver:
        Story(url, receiver, policy, workers).play(script)
