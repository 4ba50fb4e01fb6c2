"""What the Java servers of the tests share: a cache for their files, a JDK, a process that is watched until it answers."""

import os
import shutil
import socket
import subprocess
import time
from collections.abc import Callable, Mapping, Sequence
from contextlib import closing
from pathlib import Path

import pytest

_NEVER_READY = 400.0


def cache_folder() -> Path:
    """Downloads live here between runs; ``QUOTEWIRE_TEST_CACHE`` names another place.

    Elasticsearch will not run as root, and whom it runs as instead cannot look into root's home.
    """
    if named := os.environ.get("QUOTEWIRE_TEST_CACHE"):
        return Path(named)
    if os.geteuid() == 0:
        return Path("/var/cache/quotewire")
    return Path(os.environ.get("XDG_CACHE_HOME", Path.home() / ".cache")) / "quotewire"


def need_program(name: str) -> str:
    """The path of ``java`` or ``mvn``; without it the test is skipped, or fails where ``CI`` is set."""
    found = shutil.which(name)
    if found is None:
        lack(f"needs {name}; on Debian: apt install default-jdk maven")
    return found


def need_jdk(least: int) -> Path:
    """The home of the newest JDK (with a compiler, so no JRE) of at least this version."""
    homes = [Path(home) for home in (os.environ.get("QUOTEWIRE_TEST_JAVA_HOME"), os.environ.get("JAVA_HOME")) if home]
    folder = Path("/usr/lib/jvm")
    homes += sorted(folder.iterdir()) if folder.is_dir() else []
    fitting = [(version, home) for home in homes if (version := _jdk_version(home)) >= least]
    if not fitting:
        lack(f"needs a JDK {least} or newer; name its folder in QUOTEWIRE_TEST_JAVA_HOME")
    return max(fitting, key=lambda one: one[0])[1]


def lack(what: str) -> None:
    """End the test for want of something: a skip on a user's machine, a failure in CI."""
    if "CI" in os.environ:
        pytest.fail(what)
    pytest.skip(what)


def run_maven(*arguments: str) -> None:
    """Maven's own words are shown only when it fails."""
    command = [need_program("mvn"), "-q", "-B", "-ntp", *arguments]
    done = subprocess.run(command, capture_output=True, text=True, check=False)
    if done.returncode:
        raise RuntimeError(f"{' '.join(command)}\n{done.stdout}{done.stderr}")


def free_port() -> int:
    with closing(socket.socket()) as probe:
        probe.bind(("127.0.0.1", 0))
        return int(probe.getsockname()[1])


class ServerProcess:
    """One process that can be stopped, killed and started again with the same data."""

    def __init__(self, command: Sequence[str], output: Path, ready: Callable[[], bool]) -> None:
        self._command = command
        self._output = output
        self._ready = ready
        self._process: subprocess.Popen[bytes] | None = None
        self.environment: Mapping[str, str] | None = None
        self.user: int | None = None
        self.folder: Path | None = None

    def start(self) -> None:
        with self._output.open("ab") as output:
            self._process = subprocess.Popen(
                self._command,
                stdin=subprocess.DEVNULL,
                stdout=output,
                stderr=subprocess.STDOUT,
                cwd=self.folder,
                env=self.environment,
                user=self.user,
                group=self.user,
                extra_groups=None if self.user is None else [],
                start_new_session=True,
            )
        self._wait(self._process)

    def stop(self) -> None:
        """As an operator would: data is flushed, connections break."""
        self._end("TERM")

    def kill(self) -> None:
        self._end("KILL")

    def _wait(self, process: subprocess.Popen[bytes]) -> None:
        deadline = time.monotonic() + _NEVER_READY
        while time.monotonic() < deadline:
            if process.poll() is not None:
                raise RuntimeError(f"the server ended at once:\n{self._output.read_text()[-3000:]}")
            if self._ready():
                return
            time.sleep(0.2)
        self.kill()
        raise RuntimeError(f"the server was not ready in {_NEVER_READY:.0f} s:\n{self._output.read_text()[-3000:]}")

    def _end(self, signal_name: str) -> None:
        process, self._process = self._process, None
        if process is None:
            return
        # The whole group: Elasticsearch's node is a child of its launcher.
        subprocess.run(["kill", f"-{signal_name}", "--", f"-{process.pid}"], check=False, stderr=subprocess.DEVNULL)
        try:
            process.wait(timeout=30)
        except subprocess.TimeoutExpired:
            subprocess.run(["kill", "-KILL", "--", f"-{process.pid}"], check=False)
            process.wait()


def _jdk_version(home: Path) -> int:
    """0 for what is no JDK."""
    release = home / "release"
    if not (home / "bin" / "javac").exists() or not release.exists():
        return 0
    stated = [line for line in release.read_text().splitlines() if line.startswith("JAVA_VERSION=")]
    return int(stated[0].split('"')[1].split(".")[0]) if stated else 0
