# ruff: noqa: INP001, SLF001, S311 - a script, run by make; it starts what the tests start, and asks its own services
"""How fast the streaming services are, and what bounds them: ``make bench-stream``.

Starts Kafka, PostgreSQL and Elasticsearch as the tests do, and the services as the compose file does; all share this
machine with the measurement. Articles are invented (about 100 words, six statements), each different. Two loads:
a steady rate, for the seconds from collected to alert, and everything at once, for articles a second.
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
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

from rich.console import Console
from tests.e2e.coverage import make_article
from tests.e2e.streaming.installation import Installation
from tests.servers import elastic, kafka, postgres

from quotewire.codec import encode, headers_of
from quotewire.model import ids
from quotewire.model.article import CollectedArticle
from quotewire.ports.log import Message
from quotewire.topics import COLLECTED

_WATCHES = "- id: lindqvist\n  said_by: [Ada Lindqvist]\n- id: bridge\n  about: bridge\n"
_console = Console(highlight=False)
_PORTS = itertools.count(19300)


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
        for workers in options.workers:
            folder = Path(stack.enter_context(tempfile.TemporaryDirectory(prefix="qw-bench-")))
            state = {"url": database.url(database.create_database())}
            measure(folder, workers, {**servers, "state": state}, options)


def measure(folder: Path, workers: int, servers: dict[str, Any], options: argparse.Namespace) -> None:
    (folder / "watches.yaml").write_text(_WATCHES, "utf-8")
    name = f"bench{os.getpid()}w{workers}"
    installation = Installation(folder, name, {"watches": str(folder / "watches.yaml")}, servers)
    try:
        installation.run("init")
        services = [*(f"process{number}" for number in range(workers)), "index", "alert"]
        ports = {service: next(_PORTS) for service in services}
        for service, port in ports.items():
            installation.start_as(
                service, service.rstrip("0123456789"), {"QUOTEWIRE_STREAMING__METRICS_PORT": str(port)}
            )
        articles = _articles(random.Random(workers))
        send(installation, articles, 20, 1e9)  # so that models are loaded and caches are warm
        installation.wait_until_done(20)
        steady = send(installation, articles, round(options.rate * options.seconds), options.rate)
        installation.wait_until_done(20 + len(steady))
        _console.print(
            f"\n{workers} worker(s)\n  {options.rate:g} articles/s: {_describe(_latencies(installation, steady))}"
        )
        before = _figures(ports)
        began = time.monotonic()
        burst = send(installation, articles, options.burst, 1e9)
        installation.wait_until_done(20 + len(steady) + len(burst))
        took = time.monotonic() - began
        _console.print(f"  at once: {len(burst) / took:.1f} articles/s; {_describe(_latencies(installation, burst))}")
        _print_split(before, _figures(ports), took)
    finally:
        installation.close()


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
        if rate < 1e6 or len(batch) == 100:
            installation.ports.log.append(COLLECTED.name, batch)
            batch = []
    installation.ports.log.append(COLLECTED.name, batch)
    return sent


def _articles(rng: random.Random) -> Iterator[bytes]:
    while True:
        yield make_article(rng).encode()


def _latencies(installation: Installation, sent: dict[str, datetime]) -> list[float]:
    with installation.ports.state.transaction() as tx:
        alerts = tx.alerts.list(limit=1_000_000)
    return [(one.created_at - sent[one.article_id]).total_seconds() for one in alerts if one.article_id in sent]


def _describe(seconds: list[float]) -> str:
    cuts = statistics.quantiles(seconds, n=100)
    return f"{len(seconds)} alerts, collected to alert p50 {cuts[49]:.2f} s, p99 {cuts[98]:.2f} s"


def _figures(ports: dict[str, int]) -> dict[str, float]:
    """Seconds of work by stage, over all services."""
    totals: dict[str, float] = {}
    for port in ports.values():
        with urllib.request.urlopen(f"http://127.0.0.1:{port}/metrics", timeout=10) as answer:
            text = answer.read().decode()
        for stage, value in re.findall(r'quotewire_stage_seconds_sum\{stage="(\w+)"\} (\S+)', text):
            totals[stage] = totals.get(stage, 0.0) + float(value)
    return totals


def _print_split(before: dict[str, float], after: dict[str, float], took: float) -> None:
    for stage, total in after.items():
        spent = total - before.get(stage, 0.0)
        _console.print(f"    {stage:8} {spent:6.1f} s of work in {took:.1f} s")


def _kafka(stack: ExitStack) -> str:
    named = os.environ.get("QUOTEWIRE_TEST_KAFKA")
    return named or str(stack.enter_context(_started(kafka.running())).servers)


def _elasticsearch(stack: ExitStack) -> str:
    named = os.environ.get("QUOTEWIRE_TEST_ELASTICSEARCH")
    return named or str(stack.enter_context(_started(elastic.running())).url)


@contextlib.contextmanager
def _started(running: Iterator[Any]) -> Iterator[Any]:
    yield next(running)
    next(running, None)


if __name__ == "__main__":
    main()
