"""HTML forms that only this service's own pages can send."""

import hashlib
import hmac
import secrets
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Annotated
from urllib.parse import parse_qs

from fastapi import Depends, Request, Response

from quotewire.api.watches import read_text
from quotewire.errors import ConfigurationError

COOKIE = "quotewire_form"
HEADERS = {
    "Content-Security-Policy": (
        "default-src 'none'; style-src 'self'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'"
    ),
    "X-Content-Type-Options": "nosniff",
    "Referrer-Policy": "same-origin",
    "Cache-Control": "no-store",
}
"""Of every page: no script runs, nothing is loaded from elsewhere, and no other site can frame it."""


def read_form(body: Annotated[str, Depends(read_text)]) -> Mapping[str, str]:
    """The fields of a form, the first value of each; line ends as text files have them."""
    try:
        fields = parse_qs(body, keep_blank_values=True, max_num_fields=50)
    except ValueError as error:
        raise ConfigurationError(f"the form cannot be read: {error}") from error
    return {name: values[0].replace("\r\n", "\n") for name, values in fields.items()}


@dataclass(frozen=True)
class Tokens:
    """A form's token is made from the visitor's cookie with a secret of this process, so no other site can know it."""

    secret: bytes = field(default_factory=lambda: secrets.token_bytes(32))

    def give(self, request: Request, response: Response) -> str:
        """The token for a form; the visitor keeps the cookie that it belongs to."""
        cookie = request.cookies.get(COOKIE) or secrets.token_hex(16)
        response.set_cookie(COOKIE, cookie, path="/watches", httponly=True, samesite="strict")
        return self._of(cookie)

    def fits(self, request: Request, token: str) -> bool:
        """Whether the form comes from one of our own pages in the same browser."""
        cookie = request.cookies.get(COOKIE)
        elsewhere = request.headers.get("sec-fetch-site", "same-origin") not in ("same-origin", "none")
        return bool(cookie) and not elsewhere and hmac.compare_digest(self._of(cookie or ""), token)

    def _of(self, cookie: str) -> str:
        return hmac.new(self.secret, cookie.encode(), hashlib.sha256).hexdigest()
