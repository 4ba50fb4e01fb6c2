"""Silence, less than usual, a stalled stage and the heartbeat reach the operations channel, by webhook and by mail."""

import json
from collections.abc import Callable, Iterator
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from standardwebhooks import Webhook
from tests.delivering import deliver_due
from tests.servers.smtp import receiving_mail
from tests.unit.adapters.channels.test_webhook import Receiver, receiver

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.adapters.channels.webhook import WebhookChannel
from quotewire.adapters.state import SqlState, migrate
from quotewire.deliverer.operate import STALL, Operations
from quotewire.ports.state import State

__all__ = ["receiver"]

_SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_START = datetime(2024, 4, 1, tzinfo=UTC)
_HOUR = timedelta(hours=1)
_NOW = _START + 10 * 24 * _HOUR
_STALLED = {"alert": (5, 2)}


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    """One source fell silent, another became quiet, a third is as usual."""
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    opened = SqlState(url)
    hourly = [_START + n * _HOUR for n in range(1, 24 * 10 + 1)]
    sources = {
        "silent": [at for at in hourly if at <= _NOW - 5 * _HOUR],
        "quiet": [at for at in hourly if at <= _NOW - 24 * _HOUR or at.hour % 3 == 0],
        "usual": hourly,
    }
    with opened.transaction() as tx:
        for source, times in sources.items():
            for at in times:
                tx.sources.mark_seen(source, at.isoformat(), "d", at)
    yield opened
    opened.close()


def _watch_over(state: State, deliver: Callable[[datetime], None]) -> None:
    """As the service does: a look every now and then, and the outbox is worked off after each."""
    operations = Operations(state, ("silent", "quiet", "usual"), "ops", heartbeat=_HOUR)
    for at in (_NOW, _NOW + STALL, _NOW + STALL + timedelta(minutes=1)):
        operations.check(_STALLED, at)
        deliver(at)


_TOLD = {
    ("silent source", "silent", "no article for 5 h 0 min, which is unusual; the last came 2024-04-10 19:00 UTC"),
    ("low volume", "quiet", "8 articles in 24 hours; the quietest of the days before had 24"),
    ("stalled stage", "alert", "2 records wait, and none was worked off for 5 min"),
    ("heartbeat", "quotewire", "the way to you works"),
}


def test_by_webhook_signed_and_once_each(state: State, receiver: Receiver) -> None:
    channel = WebhookChannel("ops", receiver.url, (_SECRET,), lambda: datetime.now(UTC), allow_private=True)
    _watch_over(state, lambda at: deliver_due(state, {"ops": channel}, at))
    notices = [Webhook(_SECRET).verify(body, headers)["notice"] for headers, body in receiver.got]
    assert sorted((one["kind"], one["subject"], one["text"]) for one in notices) == sorted(_TOLD)
    assert len({headers["webhook-id"] for headers, _ in receiver.got}) == len(_TOLD)
    assert [json.loads(body)["type"] for _, body in receiver.got] == ["notice"] * len(_TOLD)


def test_by_mail(state: State) -> None:
    with receiving_mail() as server:
        channel = AppriseChannel("ops", server.url())
        _watch_over(state, lambda at: deliver_due(state, {"ops": channel}, at))
        told = {(str(mail["subject"]), str(mail.get_content()).strip()) for mail in server.of()}  # type: ignore[attr-defined]
        assert len(server.of()) == len(_TOLD)
    assert told == {(f"[quotewire] {kind}: {subject}", text) for kind, subject, text in _TOLD}
