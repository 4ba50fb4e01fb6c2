"""Alert workers that share the work, or get the same article twice, or are killed in the middle of it.

Each is a process of its own on the real state; what they raise is delivered to a real receiver.
"""

import os
import random
import signal
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace

import pytest
from tests.contract.state.samples import NOON, make_article, make_recorded
from tests.contract.state.test_delivery import KilledState
from tests.delivering import deliver_due
from tests.unit.deliverer.story import Receiver, receiving

from quotewire.adapters.channels.webhook import WebhookChannel
from quotewire.adapters.state import SqlState
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import AlertPolicy, Match
from quotewire.ports.state import State

_SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_WORKERS = 4


@pytest.fixture
def receiver() -> Iterator[Receiver]:
    with receiving() as receiver:
        yield receiver


@dataclass
class _Watched:
    policy: AlertPolicy

    def match(self, recorded: RecordedArticle) -> list[Match]:
        return [Match("harbour", one.statement.id, 1.0, ()) for one in recorded.statements]

    def channels_of(self, _watch_id: str) -> tuple[str, ...]:
        return ("desk",)

    def policy_of(self, _watch_id: str) -> AlertPolicy:
        return self.policy


def _articles(count: int, copies: int = 1) -> list[RecordedArticle]:
    """Each says something of its own in ``copies`` outlets."""
    made = []
    for number in range(count * copies):
        article = replace(make_article(f"202405-a{number:02}"), title=f"{number % count:02}")
        recorded = make_recorded(article)
        said = replace(recorded.statements[0], utterance_id=f"202405-{number % count:02}")
        made.append(replace(recorded, statements=(said,)))
    return made


def _raise(state: State, articles: Sequence[RecordedArticle], policy: AlertPolicy) -> None:
    for recorded in articles:
        with state.transaction() as tx:
            raise_alerts(recorded, _Watched(policy), tx, NOON)


def _work(work: Callable[[int], object]) -> list[int]:
    """In processes at the same time; the signals that ended them."""
    children = []
    for number in range(_WORKERS):
        child = os.fork()
        if child == 0:
            work(number)
            os._exit(0)
        children.append(child)
    return [os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]) for child in children]


def _deliver(state: State, receiver: Receiver) -> None:
    channel = WebhookChannel("desk", receiver.url, (_SECRET,), lambda: NOON, True, seconds=10)
    deliver_due(state, {"desk": channel}, NOON)


def _check(state: State, receiver: Receiver, count: int) -> None:
    """Each alert is in the ledger once and arrived once."""
    with state.reading() as tx:
        assert len(tx.alerts.list(limit=1000)) == count
    assert len(receiver.accepted) == count
    assert receiver.repeated == []


def test_workers_that_get_the_same_articles_alert_once(state: State, url: str, receiver: Receiver) -> None:
    articles = _articles(20, copies=2)

    def work(number: int) -> None:
        mine = random.Random(number).sample(articles, len(articles))
        own = SqlState(url)
        _raise(own, mine, AlertPolicy())
        _deliver(own, receiver)

    assert _work(work) == [0] * _WORKERS
    _deliver(state, receiver)
    _check(state, receiver, 20)
    assert sorted(receiver.accepted.values()) == [f"{number:02}" for number in range(20)]


def test_workers_that_are_killed_and_started_again_alert_once(state: State, url: str, receiver: Receiver) -> None:
    articles = _articles(20)

    def work(number: int) -> None:
        killed = KilledState(SqlState(url), 3 + number, committed=number % 2 == 0)
        _raise(killed, articles, AlertPolicy())  # type: ignore[arg-type]

    assert _work(work) == [-signal.SIGKILL] * _WORKERS
    _raise(state, articles, AlertPolicy())
    _deliver(state, receiver)
    _check(state, receiver, 20)


def test_workers_together_keep_to_the_cap(state: State, url: str, receiver: Receiver) -> None:
    articles, policy = _articles(20), AlertPolicy(max_per_day=5)
    assert _work(lambda number: _raise(SqlState(url), articles[number::_WORKERS], policy)) == [0] * _WORKERS
    _deliver(state, receiver)
    _check(state, receiver, 5)
    with state.reading() as tx:
        assert len(tx.alerts.withheld(limit=100)) == 15
