"""Alerts by e-mail from the outbox to a real SMTP server and back into the delivery log."""

import socket
import threading
from collections.abc import Iterator
from datetime import datetime
from pathlib import Path

import pytest
from tests.contract.state.samples import DAY, MINUTE, NOON, make_alert
from tests.delivering import deliver_due
from tests.servers.smtp import SmtpServer, receiving_mail

from quotewire.adapters.channels.apprise_channel import AppriseChannel
from quotewire.adapters.state import SqlState, migrate
from quotewire.model.alert import Delivery, DeliveryStatus
from quotewire.ports.state import State

_SENT, _FAILED, _PENDING = DeliveryStatus.SENT, DeliveryStatus.FAILED, DeliveryStatus.PENDING


@pytest.fixture
def smtp() -> Iterator[SmtpServer]:
    with receiving_mail() as server:
        yield server


@pytest.fixture
def state(tmp_path: Path) -> Iterator[State]:
    url = f"sqlite:///{tmp_path / 'state.db'}"
    migrate(url)
    opened = SqlState(url)
    with opened.transaction() as tx:
        tx.alerts.raise_alert(make_alert())
        tx.outbox.put(Delivery(make_alert().id, "mail", DeliveryStatus.PENDING, NOON))
    yield opened
    opened.close()


def _deliver(state: State, channel: AppriseChannel, at: datetime) -> tuple[DeliveryStatus, str]:
    """How the alert stands afterwards, and the last answer."""
    deliver_due(state, {"mail": channel}, at)
    with state.reading() as tx:
        (standing,) = tx.outbox.of(make_alert().id)
    return standing.status, standing.last_response


def test_a_mail_arrives_once_with_everything_that_was_said(state: State, smtp: SmtpServer) -> None:
    channel = AppriseChannel("mail", smtp.url())
    for at in (NOON, NOON + MINUTE, NOON + DAY):
        assert _deliver(state, channel, at) == (_SENT, "accepted for 1")
    (mail,) = smtp.of()
    assert mail["subject"] == "[harbour] Mara Quill denies"
    assert "No oil was spilled" in mail.get_content()  # type: ignore[attr-defined]


def test_a_refusal_is_final_and_says_why(state: State, smtp: SmtpServer) -> None:
    smtp.answers = ["550 5.7.1 looks like spam"]
    channel = AppriseChannel("mail", smtp.url())
    for at in (NOON, NOON + DAY):
        assert _deliver(state, channel, at) == (_FAILED, "desk@e.example: 550 5.7.1 looks like spam")
    assert smtp.of() == []
    with state.reading() as tx:
        assert len(tx.outbox.attempts(make_alert().id)) == 1


def test_a_recipient_that_does_not_exist_is_final(state: State, smtp: SmtpServer) -> None:
    smtp.refused = {"desk@e.example"}
    standing = _deliver(state, AppriseChannel("mail", smtp.url()), NOON)
    assert standing == (_FAILED, "desk@e.example: 550 5.1.1 no such user")


@pytest.mark.parametrize("answer", ["451 4.3.0 try later", "hangs"])
def test_what_may_pass_is_tried_again(state: State, smtp: SmtpServer, answer: str) -> None:
    smtp.answers = [answer]
    channel = AppriseChannel("mail", smtp.url())
    status, told = _deliver(state, channel, NOON)
    assert status is _PENDING
    assert ("451 4.3.0 try later" if answer != "hangs" else "imed out") in told
    assert smtp.of() == []
    assert _deliver(state, channel, NOON + MINUTE) == (_SENT, "accepted for 1")
    assert len(smtp.of()) == 1


def test_a_slow_server_hears_it_once(state: State, smtp: SmtpServer) -> None:
    smtp.answers = ["slow"]
    channel = AppriseChannel("mail", smtp.url())
    for at in (NOON, NOON + DAY):
        assert _deliver(state, channel, at) == (_SENT, "accepted for 1")
    assert len(smtp.of()) == 1


@pytest.mark.parametrize(
    ("greeting", "status"), [("421 4.3.2 come back later", _PENDING), ("554 5.7.1 go away", _FAILED)]
)
def test_a_server_that_refuses_at_its_door(state: State, greeting: str, status: DeliveryStatus) -> None:
    with socket.create_server(("127.0.0.1", 0)) as server:

        def refuse() -> None:
            connection, _ = server.accept()
            with connection:
                connection.sendall(f"{greeting}\r\n".encode())

        threading.Thread(target=refuse, daemon=True).start()
        address = (
            f"mailto://127.0.0.1:{server.getsockname()[1]}/?from=quotewire@e.example&to=desk@e.example&mode=insecure"
        )
        assert _deliver(state, AppriseChannel("mail", address), NOON) == (status, f"127.0.0.1: {greeting}")


def test_no_server_is_tried_again(state: State) -> None:
    channel = AppriseChannel("mail", SmtpServer().url())
    status, told = _deliver(state, channel, NOON)
    assert (status, told.partition(":")[0]) == (_PENDING, "127.0.0.1")


def test_a_connection_cut_after_the_mail_makes_a_repetition_that_can_be_told(state: State, smtp: SmtpServer) -> None:
    smtp.answers = ["cuts"]
    channel = AppriseChannel("mail", smtp.url())
    assert _deliver(state, channel, NOON)[0] is _PENDING
    assert _deliver(state, channel, NOON + MINUTE)[0] is _SENT
    first, again = smtp.of()
    assert first["message-id"] == again["message-id"]
    assert first["message-id"].startswith("<msg_")


def test_who_took_it_does_not_get_it_again_when_another_must_wait(state: State, smtp: SmtpServer) -> None:
    smtp.answers = ["takes", "451 4.2.2 mailbox full"]
    channel = AppriseChannel("mail", smtp.url("one@e.example", "two@e.example"))
    assert _deliver(state, channel, NOON)[0] is _PENDING
    assert _deliver(state, channel, NOON + MINUTE) == (_SENT, "accepted for 2")
    assert (len(smtp.of("one@e.example")), len(smtp.of("two@e.example"))) == (1, 1)
