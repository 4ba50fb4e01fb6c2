"""E-mail, Slack, Teams, Telegram and a hundred more through Apprise."""

import logging
import re
from copy import copy
from typing import Any

from apprise import Apprise, AppriseAsset, NotifyFormat, OverflowMode
from apprise.plugins.apprise_api import NotifyAppriseAPI
from apprise.plugins.custom_form import NotifyForm
from apprise.plugins.custom_json import NotifyJSON
from apprise.plugins.custom_xml import NotifyXML
from apprise.plugins.email.base import NotifyEmail

from quotewire.adapters.channels.answer import show_answer
from quotewire.adapters.channels.key import key_of
from quotewire.adapters.channels.mail import Mailbox
from quotewire.model.alert import Alert
from quotewire.model.notice import Notice
from quotewire.ports.channel import Receipt
from quotewire.telling import body_of, title_of

_LIBRARY = logging.getLogger("apprise")
_STATUS = re.compile(r"error=(\d{3})\b")  # as Apprise's services end their warnings
_PASSING = frozenset({408, 425, 429})
_CALL = re.compile(r"(?<!\w)@(?=(?:everyone|here|channel|all)\b)", re.IGNORECASE)
_UNHEARD = "@\u200b"
"""A space without width keeps Discord, Mattermost and their like from ringing for everybody."""
_KEY = "Idempotency-Key"
_GENERIC = (NotifyJSON, NotifyXML, NotifyForm, NotifyAppriseAPI)
"""Services that send headers of one's own (``+Header=value`` in their address) to a program, and know no length."""


class AppriseChannel:
    """``ports.channel.Channel``. Redirects are not followed: they could lead into a private network.

    An answer that is a 3xx or 4xx is final, also an SMTP server's 5xx; what else fails counts as passing. What is too
    long for a service goes out in parts, unless the address says ``overflow=…``. Raises ValueError for an address of no
    service that Apprise knows.
    """

    def __init__(self, channel_id: str, url: str) -> None:
        self._id = channel_id
        self._service = _open(url)
        self._mailbox = Mailbox(self._service) if type(self._service) is NotifyEmail else None

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
        sender = Apprise()
        sender.add(_keyed(self._service, key))
        if not isinstance(self._service, _GENERIC):
            title, body = _CALL.sub(_UNHEARD, title), _CALL.sub(_UNHEARD, body)
        # Said to be text, so that each service escapes what it would take for markup.
        result = sender.notify(body, title=title, body_format=NotifyFormat.TEXT)
        if result:
            return Receipt(True, retryable=False, response="accepted")
        told = " ".join(entry.message for entry in result.logs())
        return Receipt(False, _may_pass(told), show_answer(f"not accepted: {told}").removesuffix(":"))


def _may_pass(told: str) -> bool:
    statuses = [int(status) for status in _STATUS.findall(told)]
    return not statuses or any(not 300 <= status < 500 or status in _PASSING for status in statuses)


def _open(url: str) -> Any:
    """The service of the address; Apprise types its parts too loosely to name them."""
    service = _instantiate(url)
    if service is None:
        raise ValueError("not an address that Apprise knows")
    if not isinstance(service, _GENERIC) and "overflow=" not in url.lower():
        service.overflow_mode = OverflowMode.SPLIT  # else the service refuses what is too long, and that would be final
    return service


def _instantiate(url: str) -> Any:
    """Without a word of the library, which would log the address with what is secret in it."""
    before, _LIBRARY.disabled = _LIBRARY.disabled, True
    try:
        return Apprise.instantiate(url, asset=AppriseAsset(http_redirects=False))
    finally:
        _LIBRARY.disabled = before


def _keyed(service: Any, key: str) -> Any:
    """The service with the key as a header, by which a program tells a repetition; the others take none."""
    if not isinstance(service, _GENERIC):
        return service
    keyed = copy(service)
    keyed.headers = {**service.headers, _KEY: key}
    return keyed
