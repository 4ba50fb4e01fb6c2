"""E-mail, Slack, Teams, Telegram and a hundred more through Apprise."""

import logging

from apprise import Apprise

from quotewire.adapters.channels.text import body_of, title_of
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt

_LIBRARY = logging.getLogger("apprise")


class AppriseChannel:
    """``ports.channel.Channel``. Apprise says only whether it worked, so every failure counts as passing.

    Raises ValueError for an address of no service that Apprise knows.
    """

    def __init__(self, channel_id: str, url: str) -> None:
        self._id = channel_id
        self._apprise = Apprise()
        if not _added(self._apprise, url):
            raise ValueError("not an address that Apprise knows")

    @property
    def id(self) -> str:
        return self._id

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        title = title_of(alerts[0]) if len(alerts) == 1 else f"{len(alerts)} alerts"
        return self._notify(title, "\n\n".join(map(body_of, alerts)))

    def notify(self, notice: Notice) -> Receipt:
        return self._notify(f"[quotewire] {notice.kind.value}: {notice.subject}", notice.text)

    def _notify(self, title: str, body: str) -> Receipt:
        sent = bool(self._apprise.notify(body, title=title))
        return Receipt(sent, retryable=True, response="accepted" if sent else "not accepted")


def _added(apprise: Apprise, url: str) -> bool:
    """Without a word of the library, which would log the address with what is secret in it."""
    before, _LIBRARY.disabled = _LIBRARY.disabled, True
    try:
        return bool(apprise.add(url))
    finally:
        _LIBRARY.disabled = before
