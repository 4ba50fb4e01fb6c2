"""E-mail by Apprise's address and wording, with the server's own answer: Apprise tells only whether it worked."""

import re
import smtplib
from collections.abc import Iterator, Mapping
from typing import Any

from apprise.plugins.email.base import NotifyEmail
from apprise.plugins.email.common import AppriseEmailException
from apprise.plugins.email.common import EmailMessage as Mail
from apprise.plugins.email.smtp import AppriseSMTPController

from quotewire.adapters.channels.answer import show_answer
from quotewire.ports.channel import Receipt

_PERMANENT = 500
_MESSAGE_ID = re.compile(r"^Message-ID:\s*<[^@>]*", re.IGNORECASE | re.MULTILINE)

Answer = tuple[int, str]
"""Of a server about one recipient; code 0: it gave none."""


class _Connection(AppriseSMTPController):
    """Connects and logs in as Apprise does, and keeps what the server says of each mail."""

    _socket: Any

    def __enter__(self) -> "_Connection":
        super().__enter__()
        return self

    def submit(self, sender: str, mail: Mail) -> None:
        """Raises SMTPException or OSError; SMTPRecipientsRefused also when only some copies were refused."""
        if refused := self._socket.sendmail(sender, mail.to_addrs, mail.body):
            raise smtplib.SMTPRecipientsRefused(refused)


class Mailbox:
    """The recipients of one channel. Each has a mail of its own; who took it is not sent it again by this process."""

    def __init__(self, service: NotifyEmail) -> None:
        self._service: Any = service  # Apprise types what the address sets as if it were never set
        self._taken: dict[str, set[str]] = {}

    def post(self, key: str, title: str, body: str) -> Receipt:
        """``key`` goes out as the Message-ID, by which mail servers and readers tell a repetition.

        A 5xx answer is final; 4xx, no answer and no connection are tried again.
        """
        taken = self._taken.pop(key, set())
        try:
            refused = dict(self._post_all(key, title, body, taken))
        except AppriseEmailException as error:  # it cannot be written or encrypted: no attempt will do better
            return Receipt(False, retryable=False, response=show_answer(f"not a mail: {error}"))
        receipt = _judge(refused, len(taken))
        if receipt.retryable and not receipt.delivered:
            self._taken[key] = taken
        return receipt

    def _post_all(self, key: str, title: str, body: str, taken: set[str]) -> Iterator[tuple[str, Answer]]:
        """Who refused it and with what answer; ``taken`` is who did not, and grows."""
        host = self._service.smtp_host
        try:
            with self._connect() as connection:
                waiting = (mail for mail in self._write(key, title, body) if mail.recipient not in taken)
                for mail in waiting:
                    if refusal := _submit(connection, self._service.from_addr[1], mail):
                        yield mail.recipient, refusal
                    else:
                        taken.add(mail.recipient)
        except smtplib.SMTPResponseException as error:  # at the greeting or the login
            yield host, (error.smtp_code, _read(error.smtp_error))
        except (OSError, smtplib.SMTPException) as error:
            yield host, (0, f"{type(error).__name__}: {error}")

    def _connect(self) -> _Connection:
        service = self._service
        return _Connection(
            host=service.smtp_host,
            port=service.port,
            secure_mode=service.secure_mode,
            user=service.user,
            password=service.password,
            verify_certificate=service.verify_certificate,
            socket_connect_timeout=service.socket_connect_timeout,
        )

    def _write(self, key: str, title: str, body: str) -> Iterator[Mail]:
        service = self._service
        mails = NotifyEmail.prepare_emails(
            subject=title,
            body=body,
            from_addr=service.from_addr,
            to=service.targets,
            cc=service.cc,
            bcc=service.bcc,
            reply_to=service.reply_to,
            smtp_host=service.smtp_host,
            notify_format="text",
            headers={"X-Application": service.app_id, **service.headers},
            names=service.names,
            pgp=service.pgp,
            pgp_mode=service.pgp_mode,
            tzinfo=service.tzinfo,
        )
        for mail in mails:
            mail.body = _MESSAGE_ID.sub(f"Message-ID: <{key}", mail.body, count=1)
            yield mail


def _submit(connection: _Connection, sender: str, mail: Mail) -> Answer | None:
    """The refusal, if it was one. Raises for a connection that broke."""
    try:
        connection.submit(sender, mail)
    except smtplib.SMTPResponseException as error:
        return error.smtp_code, _read(error.smtp_error)
    except smtplib.SMTPRecipientsRefused as error:
        code, answer = next(iter(error.recipients.values()))
        return code, _read(answer)
    return None


def _judge(refused: Mapping[str, Answer], taken: int) -> Receipt:
    if not refused:
        return Receipt(True, retryable=False, response=f"accepted for {taken}")
    passing = any(code < _PERMANENT for code, _ in refused.values())
    told = "; ".join(f"{who}: {code or ''} {answer}".replace(":  ", ": ") for who, (code, answer) in refused.items())
    return Receipt(False, retryable=passing, response=show_answer(told))


def _read(answer: bytes | str) -> str:
    return answer.decode("utf-8", "replace") if isinstance(answer, bytes) else answer
