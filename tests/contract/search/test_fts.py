"""What only the index in a file has to stand: other threads and processes, reopening, disks."""

import sqlite3
from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import pytest
from tests.contract.state.processes import run_in_processes
from tests.contract.state.samples import make_article, make_recorded

from quotewire.adapters import sqlite_file
from quotewire.adapters.fts import FtsIndex
from quotewire.errors import IndexUnavailable
from quotewire.ports.search import Kind
from quotewire.query.parse import parse_query

OIL = parse_query("oil")


def put_some(path: Path, start: int) -> None:
    index = FtsIndex(path)
    for number in range(start, start + 10):
        index.put([make_recorded(make_article(f"202405-a{number}"))])
    index.close()


def test_what_was_put_is_there_when_opened_again(tmp_path: Path) -> None:
    put_some(tmp_path / "index.db", 0)
    assert FtsIndex(tmp_path / "index.db").search(OIL, Kind.ARTICLES).total == 10


def test_processes_put_at_once(tmp_path: Path) -> None:
    run_in_processes(put_some, [(tmp_path / "index.db", 0), (tmp_path / "index.db", 10)])
    assert FtsIndex(tmp_path / "index.db").search(OIL, Kind.ARTICLES).total == 20


def test_threads_search_while_one_puts(tmp_path: Path) -> None:
    index = FtsIndex(tmp_path / "index.db")

    def look(_number: int) -> int:
        return index.search(OIL, Kind.STATEMENTS).total

    with ThreadPoolExecutor(4) as pool:
        totals = pool.map(look, range(30))
        for number in range(20):
            index.put([make_recorded(make_article(f"202405-a{number}"))])
        assert all(0 <= total <= 20 for total in totals)
    assert index.search(OIL, Kind.STATEMENTS).total == 20


def test_a_full_disk(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    def prepare_small(connection: sqlite3.Connection) -> None:
        prepare(connection)
        connection.execute("PRAGMA max_page_count = 80")

    prepare = sqlite_file.prepare
    monkeypatch.setattr(sqlite_file, "prepare", prepare_small)
    index = FtsIndex(tmp_path / "index.db")
    with pytest.raises(IndexUnavailable, match=r"index\.db: the disk is full; free some space"):
        index.put([make_recorded(make_article(f"202405-a{number}")) for number in range(300)])
    assert index.search(OIL, Kind.ARTICLES).total == 0
    monkeypatch.setattr(sqlite_file, "prepare", prepare)
    put_some(tmp_path / "index.db", 0)


def test_a_missing_folder(tmp_path: Path) -> None:
    with pytest.raises(IndexUnavailable, match="check that the folder exists"):
        FtsIndex(tmp_path / "absent" / "index.db")
