"""A worker that lives and does nothing ends itself, and operators are told."""

import subprocess
import sys
from pathlib import Path

import pytest
from tests.e2e.streaming.conftest import MakeInstallation
from tests.e2e.streaming.test_dead_letters import make_message

from quotewire.model.notice import NoticeKind
from quotewire.topics import COLLECTED

pytestmark = [pytest.mark.servers, pytest.mark.slow, pytest.mark.timeout(300)]

STALL_SECONDS = 12


def test_a_stuck_worker_ends_itself_and_is_told(install: MakeInstallation) -> None:
    channel = {"id": "desk", "kind": "webhook", "url": "http://127.0.0.1:9/hook", "secrets": ["bmV3IHNlY3JldCBuZXc="]}
    installation = install({"channels": [channel], "operations_channel": "desk"})
    installation.ports.log.append(COLLECTED.name, [make_message("https://test.example/1")])
    for _ in range(2):  # a supervisor starts it again, and it is stuck again
        done = subprocess.run(
            [sys.executable, str(Path(__file__).with_name("stuck.py")), str(installation.file)],
            env=installation.environment({"QUOTEWIRE_STREAMING__STALL_SECONDS": str(STALL_SECONDS)}),
            capture_output=True,
            text=True,
            timeout=120,
            check=False,
        )
        assert done.returncode == 70, done.stderr
        assert "analyse: 1 records wait and nothing was committed for" in done.stderr
    with installation.ports.state.reading() as tx:
        (notice,) = tx.notices.latest(10)
        assert tx.outbox.waiting() == {"desk": 1}
    assert (notice.kind, notice.subject) == (NoticeKind.STALLED_STAGE, "analyse")
    assert "1 records wait" in notice.text
