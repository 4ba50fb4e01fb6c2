"""A stage as a Faust application.

Faust reads, shares partitions among workers and commits; the stage's own loop step (``runtime.worker``) does the rest in a
thread, so that the event loop goes on beating. Acknowledging is done here and not by Faust, which acknowledges a record
also when its work was cancelled or failed: a record counts as done when what follows from it lies safely on the log.
"""

import asyncio
import logging
import ssl
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass, field
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import faust
from faust.auth import Credentials
from faust.types import EventT, StreamT

from quotewire.adapters.kafka.log import group_name
from quotewire.errors import Unavailable
from quotewire.ports.log import Record
from quotewire.runtime.streaming.meter import Meter
from quotewire.runtime.worker import Worker
from quotewire.settings import KafkaSettings, read_secret
from quotewire.topics import Topic

_logger = logging.getLogger(__name__)
_SHORTEST_PAUSE = 0.2
_LONGEST_PAUSE = 10.0


class Stopped(Exception):
    """The service ends while a record waits for an absent server; the record stays unacknowledged."""


@dataclass
class StageRunner:
    """Works off one record after the other in threads, waiting for what is absent."""

    worker: Worker
    meter: Meter
    at_once: int = 1
    waiting: int = field(default=0, init=False)

    def __post_init__(self) -> None:
        self.executor = ThreadPoolExecutor(self.at_once, thread_name_prefix=self.name)
        self.meter.begin(self.name)

    @property
    def name(self) -> str:
        return self.worker.stage.name

    def work_off(self, record: Record) -> None:
        """Returns when the record is done or buried; raises Stopped when the service ends before that."""
        pause = _SHORTEST_PAUSE
        while not self.worker.stop.is_set():
            try:
                self._work(record)
            except Unavailable as error:
                _logger.warning("%s waits %.1f s: %s", self.name, pause, error)
                self._wait(pause)
                pause = min(pause * 2, _LONGEST_PAUSE)
            else:
                return
        raise Stopped

    def _work(self, record: Record) -> None:
        with self.meter.working(self.name, record.appended_at, self.worker.clock.now()):
            done = self.worker.handle(record)
        self.meter.count(self.name, "done" if done else "dead-letter")

    def _wait(self, seconds: float) -> None:
        self.waiting += 1
        self.meter.wait(self.name, True)
        try:
            self.worker.stop.wait(seconds)
        finally:
            self.waiting -= 1
            self.meter.wait(self.name, False)


def build_app(runner: StageRunner, settings: KafkaSettings, folder: Path) -> faust.App:
    """The application that feeds the runner. ``folder`` is scratch space that Faust insists on."""
    source = runner.worker.stage.source
    app = faust.App(
        group_name(settings, source.name, runner.name),
        broker=[f"kafka://{server}" for server in settings.servers.split(",")],
        broker_credentials=_credentials(settings),
        broker_session_timeout=8.0,
        broker_heartbeat_interval=2.0,
        broker_commit_interval=1.0,
        broker_max_poll_records=64,
        consumer_auto_offset_reset="earliest",
        datadir=str(folder),
        processing_guarantee="at_least_once",
        store="memory://",
        stream_buffer_maxsize=64,
        stream_wait_empty=False,
        topic_allow_declare=False,  # `quotewire init` makes topics; Faust's own would have the wrong partitions
        topic_disable_leader=True,
        web_enabled=False,
    )
    topic = app.topic(
        settings.prefix + source.name,
        key_type=bytes,
        value_type=bytes,
        key_serializer="raw",
        value_serializer="raw",
        partitions=source.partitions,
        internal=False,
    )

    async def work(stream: StreamT[bytes]) -> None:
        stream.enable_acks = False
        await _Feeder(runner, source, stream).run()

    app.agent(topic, name=runner.name)(work)
    return app


class _Feeder:
    """Takes events from the stream as fast as the runner has room, and acknowledges each when it is done."""

    def __init__(self, runner: StageRunner, source: Topic, stream: StreamT[bytes]) -> None:
        self._runner = runner
        self._source = source
        self._stream = stream
        self._room = asyncio.Semaphore(runner.at_once)
        self._tasks: set[asyncio.Task[None]] = set()

    async def run(self) -> None:
        async for event in self._stream.events():
            await self._room.acquire()
            task = asyncio.create_task(self._work_off(event))
            self._tasks.add(task)
            task.add_done_callback(self._tasks.discard)

    async def _work_off(self, event: EventT[bytes]) -> None:
        loop = asyncio.get_running_loop()
        try:
            await loop.run_in_executor(self._runner.executor, self._runner.work_off, _read(event, self._source))
            await self._stream.ack(event)
        except Stopped:
            _logger.info("%s: left for the next start: %r", self._runner.name, event)
        finally:
            self._room.release()


def _read(event: EventT[bytes], source: Topic) -> Record:
    message = event.message
    headers: Any = message.headers or ()
    pairs = headers.items() if isinstance(headers, dict) else headers
    return Record(
        topic=source.name,
        partition=message.partition,
        offset=message.offset,
        key=(message.key or b"").decode("utf-8", "replace"),
        value=message.value or b"",
        headers={name: bytes(value).decode("utf-8", "replace") for name, value in pairs},
        appended_at=datetime.fromtimestamp(message.timestamp, UTC),
    )


def _credentials(settings: KafkaSettings) -> Credentials | None:
    context = _tls(settings) if settings.tls else None
    if settings.sasl:
        return faust.SASLCredentials(
            username=settings.user,
            password=read_secret(settings.password, settings.password_file),
            ssl_context=context,
            mechanism=settings.sasl,
        )
    return faust.SSLCredentials(context) if context else None


def _tls(settings: KafkaSettings) -> ssl.SSLContext:
    context = ssl.create_default_context(cafile=str(settings.ca_file) if settings.ca_file else None)
    if settings.certificate_file:
        context.load_cert_chain(settings.certificate_file, settings.key_file)
    return context
