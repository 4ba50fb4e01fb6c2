"""The parts of the embedded service go on whatever one of them meets."""

import time
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

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


def test_a_watchlist_that_is_not_there_is_told_once_and_taken_over_when_it_is(
    tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    file = tmp_path / "watches.yaml"
    settings = Settings.model_validate({"data": tmp_path, "watches": file})
    ports = open_embedded(settings)
    service = Embedded(settings, ports)

    def named() -> set[str]:
        with ports.state.reading() as tx:
            return {watch.id for watch in tx.watches.all()}

    service.start()
    try:
        time.sleep(2.5)
        assert caplog.text.count("cannot read the watchlist") == 1
        began = time.monotonic()
        file.write_text("- id: ferry\n  about: ferry\n")
        _wait_until(lambda: named() == {"ferry"})
        assert time.monotonic() - began < 2
    finally:
        service.close()
        ports.close()
