"""E-mail, Slack, Teams, Telegram and a hundred more through Apprise."""

from apprise import Apprise

from quotewire.adapters.channels.text import body_of, title_of
from quotewire.model.alert import Alert
from quotewire.ports.channel import Receipt


class AppriseChannel:
    """``ports.channel.Channel``. Apprise says only whether it worked, so every failure counts as passing."""

    def __init__(self, channel_id: str, url: str) -> None:
        self._id = channel_id
        self._apprise = Apprise()
        self._usable = self._apprise.add(url)

    @property
    def id(self) -> str:
        return self._id

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        if not self._usable:
            return Receipt(False, retryable=False, response="not a URL that Apprise knows")
        title = title_of(alerts[0]) if len(alerts) == 1 else f"{len(alerts)} alerts"
        sent = bool(self._apprise.notify("\n\n".join(map(body_of, alerts)), title=title))
        return Receipt(sent, retryable=True, response="accepted" if sent else "not accepted")
