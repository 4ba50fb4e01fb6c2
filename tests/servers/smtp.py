"""A real SMTP server that answers as it is told, and keeps the mails that it took."""

import asyncio
import socket
from collections.abc import Iterator
from contextlib import contextmanager
from email import message_from_bytes
from email.message import Message
from email.policy import default
from typing import Any

from aiosmtpd.controller import Controller
from aiosmtpd.smtp import SMTP, Envelope, Session


class SmtpServer:
    """``answers`` is for the mails to come, one each; when they are used up, mails are taken.

    ``550 …`` or ``451 …`` refuses, ``hangs`` never answers, ``slow`` takes the mail and says so late, ``cuts`` takes it and
    closes before it says so.
    ``refused`` are recipients that do not exist.
    """

    def __init__(self) -> None:
        self.answers: list[str] = []
        self.refused: set[str] = set()
        self.taken: list[tuple[str, Message]] = []
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = int(free.getsockname()[1])

    def url(self, *recipients: str) -> str:
        """For Apprise."""
        to = ",".join(recipients or ("desk@e.example",))
        return f"mailto://127.0.0.1:{self.port}/?from=quotewire@e.example&to={to}&mode=insecure&cto=1"

    def of(self, recipient: str = "desk@e.example") -> list[Message]:
        return [mail for to, mail in self.taken if to == recipient]

    async def handle_RCPT(self, _: SMTP, __: Session, envelope: Envelope, address: str, ___: Any) -> str:  # noqa: N802
        if address in self.refused:
            return "550 5.1.1 no such user"
        envelope.rcpt_tos.append(address)
        return "250 OK"

    async def handle_DATA(self, server: SMTP, _: Session, envelope: Envelope) -> str:  # noqa: N802
        answer = self.answers.pop(0) if self.answers else "takes"
        if answer == "hangs":
            await asyncio.sleep(3)
            return "451 too late"
        if answer in ("takes", "cuts", "slow"):
            assert isinstance(envelope.content, bytes)
            mail = message_from_bytes(envelope.content, policy=default)
            self.taken += [(str(to), mail) for to in envelope.rcpt_tos]
        if answer == "slow":
            await asyncio.sleep(0.5)
        if answer == "cuts":
            assert server.transport is not None
            server.transport.abort()
        return answer if answer[0].isdigit() else "250 taken"


@contextmanager
def receiving_mail() -> Iterator[SmtpServer]:
    server = SmtpServer()
    controller = Controller(server, hostname="127.0.0.1", port=server.port)
    controller.start()
    try:
        yield server
    finally:
        controller.stop()
