"""A small language in time, after Alertmanager's acceptance tests: what happens when, and what must have arrived.

    at 0m:  receiver answers 503
    at 0m:  statement A
    at 2m:  receiver answers 200
    at 10m: expect A

Alerts, state, webhooks and the receiver are the real ones; only the clock is told. Between two times of a story the
deliverer runs as often as it would. ``A+B`` is one message with two alerts; ``expect`` tells all that arrived since the
last one, sorted. Repetitions under the same webhook-id count once, and ``expect again`` says that there was one.
"""

import json
import os
import re
import signal
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from datetime import UTC, datetime, timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from typing import Any

from tests.contract.state.samples import make_article, make_recorded
from tests.delivering import deliver_due

from quotewire.adapters.channels.webhook import WebhookChannel
from quotewire.adapters.state import SqlState
from quotewire.alerter.raise_alerts import raise_alerts
from quotewire.model.alert import Alert, DeliveryStatus
from quotewire.model.care import Mute, MuteKind
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import AlertPolicy, Match
from quotewire.ports.channel import Receipt

START = datetime(2024, 5, 3, 12, tzinfo=UTC)
WATCH, DESK = "harbour", "desk"
_SECRET = "whsec_bmV3IHNlY3JldCBuZXcgc2VjcmV0"
_LINE = re.compile(r"at (\d+)([smhd]): *(\w+) *(.*)")
_UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400}


class Receiver(ThreadingHTTPServer):
    """Keeps what it accepted, by webhook-id; answers as it is told."""

    def __init__(self) -> None:
        super().__init__(("127.0.0.1", 0), _Handler)
        self.answer = "200"
        self.accepted: dict[str, str] = {}  # webhook-id to the names of its alerts
        self.repeated: list[str] = []
        self.notices: list[dict[str, str]] = []

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self.server_port}/hook"

    def accept(self, message_id: str, body: bytes) -> None:
        names = "+".join(sorted(alert["title"] for alert in json.loads(body)["alerts"]))
        if message_id in self.accepted:
            self.repeated.append(names)
        self.accepted[message_id] = names


class _Handler(BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        body = self.rfile.read(int(self.headers["content-length"]))
        verb, _, pause = self.server.answer.partition(" ")
        if (told := json.loads(body))["type"] == "notice":
            self.server.notices.append(told["notice"])
        else:
            self._take(verb, body)
        self._answer(verb, pause)

    def _take(self, verb: str, body: bytes) -> None:
        if verb in ("200", "slow", "cuts"):
            self.server.accept(self.headers["webhook-id"], body)

    def _answer(self, verb: str, pause: str) -> None:
        if verb == "hangs":
            time.sleep(1)
            return
        if verb == "slow":  # but within the time that it has
            time.sleep(0.15)
            verb = "200"
        if verb == "cuts":  # it took the message, but the answer never arrives whole
            cut = b"HTTP/1.1 200 OK\r\ncontent-length: 9\r\n\r\nOK" if pause == "body" else b"HTTP/1.1 20"
            self.wfile.write(cut)
            return
        self.send_response(int(verb))
        self.send_header("content-length", "0")
        if verb == "302":
            self.send_header("location", f"http://127.0.0.1:{self.server.server_port}/elsewhere")
        elif pause:
            self.send_header("retry-after", pause)
        self.end_headers()

    def log_message(self, *_: object) -> None:
        return


@contextmanager
def receiving() -> Iterator[Receiver]:
    with Receiver() as server:
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield server
        server.shutdown()


@dataclass
class _Watched:
    policy: AlertPolicy

    def match(self, recorded: RecordedArticle) -> list[Match]:
        return [Match(WATCH, one.statement.id, 1.0, ()) for one in recorded.statements]

    def channels_of(self, _watch_id: str) -> tuple[str, ...]:
        return (DESK,)

    def policy_of(self, _watch_id: str) -> AlertPolicy:
        return self.policy


class _KilledOnReturn:
    """A channel whose process is killed when the message has gone out and nothing is written yet."""

    id = DESK

    def __init__(self, channel: WebhookChannel) -> None:
        self._channel = channel

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        self._channel.send(alerts)
        os.kill(os.getpid(), signal.SIGKILL)
        raise AssertionError


@dataclass
class Story:
    """Plays a script. ``workers`` deliver at the same time."""

    url: str
    receiver: Receiver
    policy: AlertPolicy = field(default_factory=AlertPolicy)
    workers: int = 1

    def __post_init__(self) -> None:
        self._now = START
        self._state = SqlState(self.url)
        self._articles = 0
        self._told = 0
        self._channel = WebhookChannel(DESK, self.receiver.url, (_SECRET,), lambda: self._now, True, seconds=0.3)

    def play(self, script: str) -> None:
        for line in filter(None, map(str.strip, script.splitlines())):
            amount, unit, verb, rest = _LINE.fullmatch(line).groups()  # type: ignore[union-attr]
            self._pass_time(START + timedelta(seconds=int(amount) * _UNITS[unit]))
            getattr(self, f"do_{verb}")(rest)
        self._state.close()

    def do_statement(self, names: str) -> None:
        """Each name is an utterance; the same name again is a copy of it in another article."""
        for name in names.split():
            self._articles += 1
            article = replace(make_article(f"202405-a{self._articles}"), title=name)
            recorded = make_recorded(article)
            said = replace(recorded.statements[0], utterance_id=f"202405-{name}")
            with self._state.transaction() as tx:
                raise_alerts(replace(recorded, statements=(said,)), _Watched(self.policy), tx, self._now)

    def do_receiver(self, answers: str) -> None:
        self.receiver.answer = answers.removeprefix("answers ")

    def do_mute(self, length: str) -> None:
        until = self._now + timedelta(minutes=int(length.removesuffix("m")))
        with self._state.transaction() as tx:
            tx.mutes.save(Mute(MuteKind.WATCH, WATCH, "ana", self._now, until))

    def do_kill(self, _: str) -> None:
        """Another process delivers what is due and is killed between sending and writing it down."""
        child = os.fork()
        if child == 0:
            deliver_due(SqlState(self.url), {DESK: _KilledOnReturn(self._channel)}, self._now)  # type: ignore[dict-item]
            os._exit(1)
        assert os.WTERMSIG(os.waitpid(child, 0)[1]) == signal.SIGKILL

    def do_expect(self, expected: str) -> None:
        if expected.startswith("again"):
            assert self.receiver.repeated == expected.split()[1:]
            return
        self._deliver()
        arrived = list(self.receiver.accepted.values())
        wanted = [] if expected == "nothing" else [name.strip() for name in expected.split(",")]
        assert sorted(arrived[self._told :]) == wanted, f"at {self._now - START}"
        self._told = len(arrived)

    def do_status(self, expected: str) -> None:
        """Of every delivery so far, by alert."""
        with self._state.reading() as tx:
            alerts = reversed(tx.alerts.list(WATCH))
            found = {alert.title: tx.outbox.of(alert.id)[0].status for alert in alerts}
        name, status = expected.split()
        assert found[name] is DeliveryStatus(status)

    def do_withheld(self, expected: str) -> None:
        with self._state.reading() as tx:
            assert sorted(one.reason.value for one in tx.alerts.withheld(WATCH)) == expected.split()

    def _pass_time(self, to: datetime) -> None:
        """In steps that grow with the time to pass, so that a day does not take one."""
        step = max(timedelta(seconds=5), (to - self._now) / 60)
        while self._now < to:
            self._deliver()
            self._now = min(self._now + step, to)

    def _deliver(self) -> None:
        def work() -> None:
            deliver_due(self._state, {DESK: self._channel}, self._now)

        threads = [threading.Thread(target=work) for _ in range(self.workers - 1)]
        for thread in threads:
            thread.start()
        work()
        for thread in threads:
            thread.join()
