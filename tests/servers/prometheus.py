"""A real Prometheus over the project's own configuration, where the program is installed."""

import json
import shutil
import tempfile
import time
import urllib.error
import urllib.parse
import urllib.request
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from pathlib import Path
from typing import Any

import pytest
import yaml
from tests.servers.java import ServerProcess, free_port


class PrometheusServer:
    """Scrapes every second; ``addresses`` says where the targets of the configuration are reached."""

    def __init__(self, folder: Path, source: Path, addresses: Mapping[str, str]) -> None:
        program = shutil.which("prometheus")
        if not program:
            pytest.skip("needs prometheus; on Debian: apt install prometheus")
        self._targets = len(addresses)
        shutil.copytree(source, folder / "configuration")
        self._write(folder / "configuration" / "prometheus.yml", addresses)
        self.url = f"http://127.0.0.1:{free_port()}"
        command = [program, f"--config.file={folder / 'configuration' / 'prometheus.yml'}"]
        command += [
            f"--storage.tsdb.path={folder / 'data'}",
            f"--web.listen-address={self.url.removeprefix('http://')}",
        ]
        self.process = ServerProcess(command, folder / "output.log", self._is_ready)

    def ask(self, path: str, **parameters: str) -> Any:
        with urllib.request.urlopen(
            f"{self.url}/api/v1/{path}?{urllib.parse.urlencode(parameters)}", timeout=30
        ) as answer:
            return json.load(answer)["data"]

    def wait_for_scrapes(self, seconds: float = 60.0) -> None:
        """Until every target was scraped several times, so that rates can be told."""
        deadline = time.monotonic() + seconds
        while not self._is_scraped():
            if time.monotonic() > deadline:
                targets = self.ask("targets")["activeTargets"]
                raise AssertionError({target["scrapeUrl"]: target["lastError"] for target in targets})
            time.sleep(0.5)

    def _is_scraped(self) -> bool:
        counts = self.ask("query", query="sum_over_time(up[1m])")["result"]
        return len(counts) == self._targets and all(float(one["value"][1]) > 2 for one in counts)

    def _is_ready(self) -> bool:
        try:
            with urllib.request.urlopen(f"{self.url}/-/ready", timeout=5):
                return True
        except (urllib.error.URLError, OSError):
            return False

    def _write(self, file: Path, addresses: Mapping[str, str]) -> None:
        configuration = yaml.safe_load(file.read_text("utf-8"))
        configuration["global"] = dict.fromkeys(configuration["global"], "1s")
        for job in configuration["scrape_configs"]:
            for group in job["static_configs"]:
                group["targets"] = [addresses[target] for target in group["targets"]]
        file.write_text(yaml.safe_dump(configuration), "utf-8")


@contextmanager
def run_prometheus(source: Path, addresses: Mapping[str, str]) -> Iterator[PrometheusServer]:
    with tempfile.TemporaryDirectory(prefix="qw-prometheus-") as folder:
        server = PrometheusServer(Path(folder), source, addresses)
        try:
            server.process.start()
            yield server
        finally:
            server.process.kill()
