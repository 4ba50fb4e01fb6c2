# ruff: noqa: INP001, SLF001, S311 - a script, run by make; it starts what the tests start, and asks its own services
"""How fast the streaming services are, and what bounds them: ``make bench-stream``.

Starts Kafka, PostgreSQL and Elasticsearch as the tests do, the services as the compose file does, and a webhook that
takes the alerts; all share this machine with the measurement. Articles are invented (about 100 words, six statements),
each different. Two loads: a steady rate, for the seconds from collected to alert and to the webhook, and everything at
once, for articles a second.
"""

import argparse
import contextlib
import itertools
import os
import random
import re
import statistics
import tempfile
import time
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import dataclass
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from tests.e2e.coverage import make_article
from tests.e2e.streaming.installation import Installation
from tests.e2e.streaming.receiver import Receiver, receiving
from tests.servers import elastic, kafka, postgres

from quotewire.codec import encode, headers_of
from quotewire.model import ids
from quotewire.model.article import CollectedArticle
from quotewire.ports.log import Message
from quotewire.topics import COLLECTED

_WATCHES = "- id: lindqvist\n  said_by: [Ada Lindqvist]\n- id: bridge\n  about: bridge\n"
_WARM = 20
_AT_ONCE = 1e9
_console = Console(highlight=False, soft_wrap=True)
_PORTS = itertools.count(19300)
_PROCESSES: dict[int, str] = {}
"""Names of processes whose time counts as theirs, with that of all that they started."""


def main() -> None:
    """Print a table for each number of workers."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--workers", type=int, nargs="*", default=[1, 2], help="process services")
    parser.add_argument("--rate", type=float, default=3.0, help="articles a second of the steady load")
    parser.add_argument("--seconds", type=float, default=60.0, help="length of the steady load")
    parser.add_argument("--burst", type=int, default=600, help="articles of the load at once")
    options = parser.parse_args()
    with ExitStack() as stack:
        servers = {
            "kafka": {"servers": _kafka(stack), "partitions": 8},
            "elasticsearch": {"url": _elasticsearch(stack)},
        }
        database = stack.enter_context(_started(postgres._running()))
        main = Path(database._server.pgdata, "postmaster.pid").read_text("utf-8").split()[0]
        _PROCESSES[int(main)] = "PostgreSQL"
        for workers in options.workers:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qw-bench-")))
            state = {"url": database.url(database.create_database())}
            with receiving() as receiver:
                Bench(folder, workers, {**servers, "state": state}, receiver).measure(options)


@dataclass(frozen=True)
class Figures:
    """At one moment: seconds of work and of waiting by stage, of processor time by process, and of the whole machine's."""

    at: float
    worked: dict[str, float]
    queued: dict[str, float]
    used: dict[str, float]
    busy: float
    idle: float


class Bench:
    """One installation and what is measured on it."""

    def __init__(self, folder: Path, workers: int, servers: dict[str, Any], receiver: Receiver) -> None:
        (folder / "watches.yaml").write_text(_WATCHES, "utf-8")
        configuration = {
            "watches": str(folder / "watches.yaml"),
            "channels": [receiver.channel()],
            "allow_private_addresses": True,
        }
        self._installation = Installation(folder, f"bench{os.getpid()}w{workers}", configuration, servers)
        self._receiver = receiver
        self._workers = workers
        self._articles = _articles(random.Random(workers))
        self._ports: dict[str, int] = {}
        self._sent = 0

    def measure(self, options: argparse.Namespace) -> None:
        try:
            self._start()
            self._load(_WARM, _AT_ONCE)  # so that models are loaded and caches are warm
            _console.print(f"\n{self._workers} worker(s)")
            self._report(f"{options.rate:g} articles/s", round(options.rate * options.seconds), options.rate)
            self._report("at once", options.burst, _AT_ONCE)
        finally:
            self._installation.close()

    def _start(self) -> None:
        self._installation.run("init")
        services = [*(f"process{number}" for number in range(self._workers)), "index", "alert", "deliver"]
        self._ports = {service: next(_PORTS) for service in services}
        for service, port in self._ports.items():
            environment = {"QUOTEWIRE_STREAMING__METRICS_PORT": str(port)}
            self._installation.start_as(service, service.rstrip("0123456789"), environment)
            _PROCESSES[self._installation._processes[service].pid] = service.rstrip("0123456789")

    def _report(self, load: str, count: int, rate: float) -> None:
        before = self._figures()
        sent = self._load(count, rate)
        after = self._figures()
        _console.print(f"  {load}: {count / (after.at - before.at):.1f} articles/s")
        _console.print(f"    collected to alert    {_describe(self._to_alert(sent))}")
        _console.print(f"    collected to webhook  {_describe(self._to_webhook(sent))}")
        _print_split(before, after, count)

    def _load(self, count: int, rate: float) -> dict[str, datetime]:
        sent = send(self._installation, self._articles, count, rate)
        self._sent += count
        self._installation.wait_until_done(self._sent)
        return sent

    def _to_alert(self, sent: dict[str, datetime]) -> list[float]:
        with self._installation.ports.state.reading() as tx:
            alerts = tx.alerts.list(limit=1_000_000)
        return [(one.created_at - sent[one.article_id]).total_seconds() for one in alerts if one.article_id in sent]

    def _to_webhook(self, sent: dict[str, datetime]) -> list[float]:
        """Once everything that was raised has arrived."""
        raised = len(self._to_alert(sent))

        def arrived() -> list[float]:
            named = ((one.at, one.alert["article_id"]) for one in list(self._receiver.arrivals))
            return [(at - sent[name]).total_seconds() for at, name in named if name in sent]

        self._installation.wait_until(lambda: len(arrived()) >= raised)
        return arrived()

    def _figures(self) -> Figures:
        worked: dict[str, float] = {}
        queued: dict[str, float] = {}
        for port in self._ports.values():
            with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
                text = answer.read().decode()
            _add(worked, re.findall(r'^quotewire_stage_seconds_sum\{stage="(\w+)"\} (\S+)', text, re.MULTILINE))
            _add(queued, re.findall(r'^quotewire_queue_seconds_sum\{stage="(\w+)"\} (\S+)', text, re.MULTILINE))
        return Figures(time.monotonic(), worked, queued, _used(), *_cpu())


def send(installation: Installation, articles: Iterator[bytes], count: int, rate: float) -> dict[str, datetime]:
    """Article ids with the time at which each was collected."""
    sent: dict[str, datetime] = {}
    began = time.monotonic()
    batch: list[Message] = []
    for number, content in enumerate(itertools.islice(articles, count)):
        time.sleep(max(0.0, began + number / rate - time.monotonic()))
        at = datetime.now(UTC)
        url = f"https://bench.example/{at.timestamp()}"
        name = ids.article_id(url, at)
        version = ids.version_id(name, content)
        article = CollectedArticle(version, name, url, "bench", at, "text/plain", content, f"Outlet {number % 7}")
        batch.append(Message(name, encode(article), {**headers_of(CollectedArticle), "version": version}))
        sent[name] = at
        if rate < _AT_ONCE or len(batch) == 100:
            installation.ports.log.append(COLLECTED.name, batch)
            batch = []
    installation.ports.log.append(COLLECTED.name, batch)
    return sent


def _articles(rng: random.Random) -> Iterator[bytes]:
    while True:
        yield make_article(rng).encode()


def _describe(seconds: list[float]) -> str:
    if len(seconds) < 2:
        return f"{len(seconds)} alerts"
    cuts = statistics.quantiles(seconds, n=100)
    return f"p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s ({len(seconds)} alerts)"


def _print_split(before: Figures, after: Figures, count: int) -> None:
    """Milliseconds an article: in each stage, and of processor time in each process."""
    took = after.at - before.at
    for stage, total in after.worked.items():
        spent = total - before.worked.get(stage, 0.0)
        waited = after.queued.get(stage, 0.0) - before.queued.get(stage, 0.0)
        shown = f"{1000 * waited / count:8.1f} ms on the log, {1000 * spent / count:6.1f} ms of work"
        _console.print(f"    {stage:8} {shown}, at work {spent / took:4.0%} of the time")
    used = {name: 1000 * (total - before.used.get(name, 0.0)) / count for name, total in after.used.items()}
    parts = ", ".join(f"{name} {spent:.0f}" for name, spent in sorted(used.items(), key=lambda one: -one[1]))
    _console.print(f"    processor time: {sum(used.values()):.0f} ms an article ({parts})")
    busy, idle = after.busy - before.busy, after.idle - before.idle
    _console.print(f"    processors: busy {busy / (busy + idle):.0%} of the time, with what else the machine does")


def _add(totals: dict[str, float], found: list[tuple[str, str]]) -> None:
    for stage, value in found:
        totals[stage] = totals.get(stage, 0.0) + float(value)


def _cpu() -> tuple[float, float]:
    """Ticks that the machine's processors were busy, and idle, since it started."""
    ticks = [int(value) for value in Path("/proc/stat").read_text("utf-8").splitlines()[0].split()[1:9]]
    idle = ticks[3] + ticks[4]
    return sum(ticks) - idle, idle


def _used() -> dict[str, float]:
    """Seconds of processor time of each process in ``_PROCESSES``, and of those that it started."""
    stats = [_read_stat(place) for place in Path("/proc").glob("[0-9]*/stat")]
    names = dict(_PROCESSES)
    totals = dict.fromkeys(_PROCESSES.values(), 0.0)
    for pid, parent, session, seconds in sorted(filter(None, stats)):  # who was started comes after who started it
        name = names.get(pid) or names.get(session) or names.get(parent)
        if name:
            names[pid] = name
            totals[name] += seconds
    return totals


def _read_stat(place: Path) -> tuple[int, int, int, float] | None:
    """Process, its parent, its session and its processor time; None when it has just ended."""
    try:
        pid, _, rest = place.read_text("utf-8").partition(" ")
    except OSError:
        return None
    fields = rest.rpartition(")")[2].split()
    return int(pid), int(fields[1]), int(fields[3]), (int(fields[11]) + int(fields[12])) / os.sysconf("SC_CLK_TCK")


def _kafka(stack: ExitStack) -> str:
    named = os.environ.get("QUOTEWIRE_TEST_KAFKA")
    if named:
        return named
    server = stack.enter_context(_started(kafka.running()))
    _PROCESSES[server.process._process.pid] = "Kafka"
    return str(server.servers)


def _elasticsearch(stack: ExitStack) -> str:
    named = os.environ.get("QUOTEWIRE_TEST_ELASTICSEARCH")
    if named:
        return named
    server = stack.enter_context(_started(elastic.running()))
    _PROCESSES[server.process._process.pid] = "Elasticsearch"
    return str(server.url)


@contextlib.contextmanager
def _started(running: Iterator[Any]) -> Iterator[Any]:
    yield next(running)
    next(running, None)


if __name__ == "__main__":
    main()
