"""The parts of the embedded service go on whatever one of them meets."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

from quotewire.bootstrap import open_embedded
from quotewire.ports.fetch import Response
from quotewire.runtime.embedded import Embedded
from quotewire.settings import Settings


class Broken:
    """A site that meets what nobody thought of."""

    def get(self, url: str) -> Response:
        raise RuntimeError(url)


def _wait_until(holds: Callable[[], bool]) -> None:
    end = time.monotonic() + 30
    while not holds():
        assert time.monotonic() < end
        time.sleep(0.05)


def test_an_error_that_nobody_thought_of_stops_no_other_source(tmp_path: Path) -> None:
    (tmp_path / "pages").mkdir()
    sources = [
        {"id": "odd", "kind": "page", "location": "https://odd.example/"},
        {"id": "pages", "kind": "folder", "location": str(tmp_path / "pages")},
    ]
    settings = Settings.model_validate({"data": tmp_path, "sources": sources})
    ports = replace(open_embedded(settings), fetch=Broken())
    service = Embedded(settings, ports)
    service.start()
    try:
        _wait_until(service.has_polled)
        with ports.state.reading() as tx:
            health = {source: status for source, status, _, _ in tx.sources.health()}
        assert health == {"pages": "ok"}
        assert service.working()["collect"]()
    finally:
        service.close()
        ports.close()
