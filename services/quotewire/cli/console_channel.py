"""Alerts on the terminal: the channel of the embedded service."""

from rich.console import Console

from quotewire.cli.show import show_alert
from quotewire.model.alert import Alert
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
            with self._state.transaction() as tx:
                outlets = tx.utterances.outlets(alert.utterance_id)
            self._console.print(show_alert(alert, outlets))
        return Receipt(delivered=True, retryable=False, response="printed")
