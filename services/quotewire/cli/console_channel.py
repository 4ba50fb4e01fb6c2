"""Alerts on the terminal: the channel of the embedded service."""

from rich.console import Console

from quotewire.cli.show import show_alert
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt
from quotewire.ports.state import State
from quotewire.runtime.embedded import CONSOLE


class ConsoleChannel:
    """``ports.channel.Channel``; the state tells who carries an utterance by now."""

    def __init__(self, console: Console, state: State) -> None:
        self._console = console
        self._state = state

    @property
    def id(self) -> str:
        return CONSOLE

    def send(self, alerts: tuple[Alert, ...]) -> Receipt:
        for alert in alerts:
            with self._state.reading() as tx:
                outlets = tx.utterances.outlets(alert.utterance_id)
            self._console.print(show_alert(alert, outlets))
        return Receipt(delivered=True, retryable=False, response="printed")

    def notify(self, notice: Notice) -> Receipt:
        told = f"{notice.kind.value}: {notice.subject}: {notice.text}"
        self._console.print(told, style="bold", markup=False, highlight=False)
        return Receipt(delivered=True, retryable=False, response="printed")
