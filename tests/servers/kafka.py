"""A real Kafka broker for tests, from Maven Central: one node that is broker and controller, ready in seconds.

Import the fixture ``kafka_servers`` where it is needed. Topics are not created by themselves, as in production.
"""

import os
import socket
import subprocess
import tempfile
from collections.abc import Iterator
from contextlib import closing
from dataclasses import dataclass
from pathlib import Path

import pytest
from tests.servers.java import ServerProcess, cache_folder, free_port, need_program, run_maven

VERSION = "4.4.0"
_POM = Path(__file__).with_name("kafka-pom.xml")
_COPY = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:copy-dependencies"


@dataclass(frozen=True)
class Login:
    """A broker that speaks only TLS, with the certificate in the PEM file, and lets only this user in."""

    user: str
    password: str
    certificate: Path
    ca: Path


class KafkaServer:
    """One broker in a folder of its own."""

    def __init__(self, folder: Path, heap: str = "512m", login: Login | None = None) -> None:
        self._login = login
        java, library = need_program("java"), fetch_kafka()
        self._folder, self._port = folder, free_port()
        self._java = [java, f"-Dlog4j2.configurationFile={self._write_logging()}", "-cp", f"{library}/*"]
        configuration = self._write_configuration(free_port())
        self._format(configuration)
        memory = ["-Xms64m", f"-Xmx{heap}", "-XX:+UseG1GC", "-XX:TieredStopAtLevel=1"]
        command = [java, *memory, *self._java[1:], "kafka.Kafka", str(configuration)]
        self.process = ServerProcess(command, folder / "output.log", self._is_ready)

    @property
    def servers(self) -> str:
        return f"127.0.0.1:{self._port}"

    def _is_ready(self) -> bool:
        log = self._folder / "kafka.log"
        if not log.exists() or "Kafka Server started" not in log.read_text():
            return False
        with closing(socket.socket()) as probe:
            return probe.connect_ex(("127.0.0.1", self._port)) == 0

    def start(self) -> None:
        (self._folder / "kafka.log").unlink(missing_ok=True)
        self.process.start()

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        self.process.kill()

    def _format(self, configuration: Path) -> None:
        tool = [*self._java, "kafka.tools.StorageTool"]
        made = subprocess.run([*tool, "random-uuid"], check=True, capture_output=True, text=True)
        command = [*tool, "format", "--standalone", "-t", made.stdout.split()[-1], "-c", str(configuration)]
        if self._login:
            command += ["--add-scram", f"SCRAM-SHA-512=[name={self._login.user},password={self._login.password}]"]
        subprocess.run(command, check=True, capture_output=True)

    def _write_configuration(self, controller: int) -> Path:
        protocol = "SASL_SSL" if self._login else "PLAINTEXT"
        listeners = f"{protocol}://127.0.0.1:{self._port},CONTROLLER://127.0.0.1:{controller}"
        settings = {
            "process.roles": "broker,controller",
            "node.id": 1,
            "controller.quorum.bootstrap.servers": f"127.0.0.1:{controller}",
            "listeners": listeners,
            "advertised.listeners": listeners,
            "listener.security.protocol.map": f"{protocol}:{protocol},CONTROLLER:PLAINTEXT",
            "inter.broker.listener.name": protocol,
            "controller.listener.names": "CONTROLLER",
            "log.dirs": self._folder / "data",
            "auto.create.topics.enable": "false",
            "offsets.topic.num.partitions": 1,
            "offsets.topic.replication.factor": 1,
            "transaction.state.log.num.partitions": 1,
            "transaction.state.log.replication.factor": 1,
            "transaction.state.log.min.isr": 1,
            "share.coordinator.state.topic.num.partitions": 1,
            "share.coordinator.state.topic.replication.factor": 1,
            "share.coordinator.state.topic.min.isr": 1,
            "group.initial.rebalance.delay.ms": 0,
            "num.network.threads": 2,
            "num.io.threads": 2,
            "log.cleaner.dedupe.buffer.size": 16 << 20,
            **(_secured(self._login) if self._login else {}),
        }
        file = self._folder / "server.properties"
        file.write_text("".join(f"{name}={value}\n" for name, value in settings.items()))
        return file

    def _write_logging(self) -> Path:
        file = self._folder / "log4j2.properties"
        file.write_text(
            "status = error\nappender.f.type = File\nappender.f.name = F\n"
            f"appender.f.fileName = {self._folder / 'kafka.log'}\n"
            "appender.f.layout.type = PatternLayout\nappender.f.layout.pattern = [%d] %p %m (%c)%n\n"
            "rootLogger.level = WARN\nrootLogger.appenderRef.f.ref = F\n"
            "logger.k.name = kafka.server.KafkaRaftServer\nlogger.k.level = INFO\n"
        )
        return file


def _secured(login: Login) -> dict[str, object]:
    module = "org.apache.kafka.common.security.scram.ScramLoginModule required"
    return {
        "ssl.keystore.type": "PEM",
        "ssl.keystore.location": login.certificate,
        "ssl.truststore.type": "PEM",
        "ssl.truststore.location": login.ca,
        "sasl.enabled.mechanisms": "SCRAM-SHA-512",
        "sasl.mechanism.inter.broker.protocol": "SCRAM-SHA-512",
        "listener.name.sasl_ssl.scram-sha-512.sasl.jaas.config": (
            f'{module} username="{login.user}" password="{login.password}";'
        ),
    }


def fetch_kafka() -> Path:
    """The folder with the broker's jars; fetched when it is not there yet."""
    library = cache_folder() / f"kafka-{VERSION}"
    if not (library / "complete").exists():
        library.mkdir(parents=True, exist_ok=True)
        run_maven("-f", str(_POM), _COPY, "-DincludeScope=runtime", f"-DoutputDirectory={library}")
        (library / "complete").touch()
    return library


@pytest.fixture(scope="session")
def kafka_servers() -> Iterator[str]:
    """``host:port`` of the broker for all tests; ``QUOTEWIRE_TEST_KAFKA`` names one that runs already."""
    if named := os.environ.get("QUOTEWIRE_TEST_KAFKA"):
        yield named
        return
    for server in running():
        yield server.servers


@pytest.fixture
def own_kafka_server() -> Iterator[KafkaServer]:
    """A broker that the test may stop."""
    yield from running()


def running(login: Login | None = None) -> Iterator[KafkaServer]:
    """A broker in a scratch folder, gone when the iterator is closed."""
    with tempfile.TemporaryDirectory(prefix="qw-kafka-") as folder:
        server = KafkaServer(Path(folder), login=login)
        try:
            server.start()
            yield server
        finally:
            server.kill()
