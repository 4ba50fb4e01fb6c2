"""Each bad input gets its named end, and the rest goes on."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest
from tests.e2e.conftest import Service

_GOOD = (
    "Ferry contract goes to a new owner\n\nHarbour minister Ada Lindqvist said the ferry contract had been sold without a "
    'vote.\n\n"We have looked at the papers for nine days," Lindqvist said on Monday in the assembly.\n'
)
_TRAM = (
    "Tram drivers reject the new timetable\n\nUnion leader Oren Castellan said drivers would not accept shifts of eleven "
    'hours.\n\n"Nobody asked us before the plan was printed," Castellan told a crowd outside the depot.\n'
)
_COURT = (
    "Court hears case of the missing grain\n\nProsecutor Mirela Dunav told judges the silo had been empty since autumn "
    'and the books were forged.\n\n"The weighbridge was never switched on," Dunav said of the caf\u00e9 owner who ran it.\n'
)
_WATER = (
    "Water tariff will rise in spring\n\nTreasury secretary Henrik Aasgard confirmed households are to pay a tenth more "
    'from April.\n\n"There is no other way to mend the pipes this decade," Aasgard said in a radio interview.\n'
)


def _page(text: str) -> str:
    paragraphs = "".join(f"<p>{part}</p>" for part in text.split("\n\n"))
    return f"<html><body><article>{paragraphs}</article></body></html>"


def _write_inputs(folder: Path) -> dict[str, str]:
    """File names, and how each must end: an outcome, or one followed by a part of its reason."""
    folder.mkdir()
    deep = "<div>" * 100_000 + "x" + "</div>" * 100_000
    inputs: dict[str, tuple[bytes, str]] = {
        "a-good.txt": (_GOOD.encode(), "indexed"),
        "b-empty.txt": (b"", "rejected empty"),
        "c-binary.html": (bytes(range(256)) * 400, "rejected binary"),
        "d-truncated.html": (_page(_TRAM).encode()[:-40], "indexed"),
        "e-latin-1.html": (_page(_COURT).encode("latin-1"), "indexed"),
        "f-50-megabytes.txt": (b"All work and no play. " * 2_400_000, "rejected too large"),
        "g-one-line.txt": (b"word " * 1_000_000, "indexed"),
        "h-deep.html": (f"<html><body>{deep}</body></html>".encode(), "rejected no article"),
        "i-no-article.html": (b"<html><body><nav><a href='/'>Home</a></nav></body></html>", "rejected no article"),
        "z-good-too.txt": (_WATER.encode(), "indexed"),
    }
    for name, (content, _) in inputs.items():
        (folder / name).write_bytes(content)
    return {name: end for name, (_, end) in inputs.items()}


@pytest.mark.timeout(300)
def test_every_bad_input_has_its_end_and_the_rest_goes_on(
    tmp_path: Path, service_on: Callable[[str, dict[str, Any]], Service]
) -> None:
    folder = tmp_path / "inputs"
    ends = _write_inputs(folder)
    service = service_on("data", {"sources": [{"id": "bad", "kind": "folder", "location": str(folder)}]})
    done = service.run("collect")
    assert done.returncode == 0, done.stderr
    told = service.outcomes([(folder / name).resolve().as_uri() for name in ends])
    for (name, end), outcome in zip(ends.items(), told, strict=True):
        assert outcome.startswith(end), (name, outcome)


def test_a_folder_that_cannot_be_written_is_told(tmp_path: Path) -> None:
    (tmp_path / "file").write_text("in the way")
    done = Service(tmp_path / "file" / "data", ("--sample",)).run("run")
    assert done.returncode == 2
    assert "cannot write to the data folder" in " ".join(done.stderr.split())


def test_a_watchlist_with_an_error_is_told_by_line_and_harms_no_other_watch(
    tmp_path: Path, service_on: Callable[[str, dict[str, Any]], Service]
) -> None:
    folder = tmp_path / "pages"
    folder.mkdir()
    (folder / "a.txt").write_text(_GOOD)
    (tmp_path / "watches.yaml").write_text(
        "- id: good\n  said_by: [Ada Lindqvist]\n- id: bad\n  about: ferry AND (\n- id: worse\n  stance: [shouts]\n"
    )
    service = service_on(
        "data", {"sources": [{"id": "pages", "kind": "folder", "location": str(folder)}], "watches": "watches.yaml"}
    )
    done = service.run("collect")
    told = "".join(done.stderr.split())
    assert "watches.yaml:4:" in told
    assert "watches.yaml:6:" in told
    assert {alert["watch_id"] for alert in service.json("alerts")} == {"good"}
