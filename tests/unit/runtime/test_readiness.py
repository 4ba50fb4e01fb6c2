"""Whether a service that works on the database alone can work now."""

from pathlib import Path

from quotewire.adapters.state.migrate import migrate
from quotewire.adapters.state.state import SqlState
from quotewire.runtime.streaming.services import answers


def test_it_can_while_the_database_answers(tmp_path: Path) -> None:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    state = SqlState(url)
    assert answers(state)
    state.close()
    assert not answers(SqlState("postgresql://nobody@127.0.0.1:9/none"))
