"""E-mail, Slack, Teams, Telegram and a hundred more through Apprise."""

import logging
import re

from apprise import Apprise, AppriseAsset
from apprise.plugins.email.base import NotifyEmail

from quotewire.adapters.channels.key import key_of
from quotewire.adapters.channels.mail import Mailbox
from quotewire.adapters.channels.text import body_of, title_of
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt

_LIBRARY = logging.getLogger("apprise")
_STATUS = re.compile(r"error=(\d{3})\b")  # as Apprise's services end their warnings
_PASSING = frozenset({408, 425, 429})
_SHOWN = 200  # characters of an answer that the delivery log keeps


class AppriseChannel:
    """``ports.channel.Channel``. Redirects are not followed: they could lead into a private network.

    A 4xx answer is final, also by SMTP's 5xx; what else fails counts as passing. Raises ValueError for an address of no
    service that Apprise knows.
    """

    def __init__(self, channel_id: str, url: str) -> None:
        self._id = channel_id
        self._apprise = Apprise(asset=AppriseAsset(http_redirects=False))
        if not _added(self._apprise, url):
            raise ValueError("not an address that Apprise knows")
        (service,) = self._apprise
        self._mailbox = Mailbox(service) if type(service) is NotifyEmail else None

    @property
    def id(self) -> str:
        return self._id

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        title = title_of(alerts[0]) if len(alerts) == 1 else f"{len(alerts)} alerts"
        return self._post(key_of(alerts), title, "\n\n".join(map(body_of, alerts)))

    def notify(self, notice: Notice) -> Receipt:
        return self._post(key_of([notice]), f"[quotewire] {notice.kind.value}: {notice.subject}", notice.text)

    def _post(self, key: str, title: str, body: str) -> Receipt:
        if self._mailbox:
            return self._mailbox.post(key, title, body)
        result = self._apprise.notify(body, title=title)
        if result:
            return Receipt(True, retryable=False, response="accepted")
        told = " ".join(entry.message for entry in result.logs())
        return Receipt(False, _may_pass(told), f"not accepted: {told}".removesuffix(": ")[:_SHOWN])


def _may_pass(told: str) -> bool:
    statuses = [int(status) for status in _STATUS.findall(told)]
    return not statuses or any(status >= 500 or status in _PASSING for status in statuses)


def _added(apprise: Apprise, url: str) -> bool:
    """Without a word of the library, which would log the address with what is secret in it."""
    before, _LIBRARY.disabled = _LIBRARY.disabled, True
    try:
        return bool(apprise.add(url))
    finally:
        _LIBRARY.disabled = before
