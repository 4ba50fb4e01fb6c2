"""Watch files and other ways to change watches, side by side."""

from datetime import UTC, datetime
from pathlib import Path

from quotewire.adapters.state import SqlState
from quotewire.model.watch import Watch
from quotewire.runtime.provision import provision_watches

NOON = datetime(2024, 5, 1, 12, tzinfo=UTC)


def read(state: SqlState, file: Path, text: str) -> dict[str, str]:
    """The watches in force after the file was read, each with who changed it last."""
    file.write_text(text, "utf-8")
    with state.transaction() as tx:
        provision_watches(file, tx, NOON)
        return dict(tx.watches.authors())


def test_a_file_takes_back_only_what_files_gave(state: SqlState, tmp_path: Path) -> None:
    file = tmp_path / "watches.yaml"
    with state.transaction() as tx:
        tx.watches.save(Watch("own", about="oil"), "ana", NOON)
    assert read(state, file, "- {id: a, about: oil}\n- {id: b, about: tea}") == {
        "a": "file watches.yaml", "b": "file watches.yaml", "own": "ana",
    }  # fmt: skip
    assert read(state, tmp_path / "renamed.yaml", "- {id: b, about: tea}") == {"b": "file watches.yaml", "own": "ana"}


def test_an_invalid_watch_is_kept_as_it_was_and_told_until_the_file_is_right(state: SqlState, tmp_path: Path) -> None:
    file = tmp_path / "watches.yaml"
    read(state, file, "- {id: a, about: oil}")
    assert set(read(state, file, "- {id: a, about: 'oil AND ('}\n- {id: b, about: tea}")) == {"a", "b"}
    with state.reading() as tx:
        (error,) = tx.watches.errors()
        assert (error.file, error.line, error.watch_id) == ("watches.yaml", 1, "a")
        assert tx.watches.get("a") == Watch("a", about="oil")
    read(state, file, "- {id: a, about: oil}")
    with state.reading() as tx:
        assert tx.watches.errors() == []
