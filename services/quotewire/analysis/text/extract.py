"""From the bytes of a page or a plain text to an Extraction."""

from quotewire.analysis.text.decode import Markup, decode_bytes, sniff_markup
from quotewire.analysis.text.html import read_html
from quotewire.analysis.text.limits import DEFAULT, Limits
from quotewire.analysis.text.plain import read_plain
from quotewire.errors import RejectedInput
from quotewire.model.article import Extraction
from quotewire.model.outcome import RejectedReason


def extract(content: bytes, media_type: str = "", url: str | None = None, limits: Limits = DEFAULT) -> Extraction:
    """Title, body and what the page says of itself. Raises ``RejectedInput`` where there is no article to be had.

    ``media_type`` is what the source claims ("text/html; charset=utf-8"); the bytes decide. ``url`` is where the page was
    found, for relative links and dates in the address.
    """
    if len(content) > limits.max_bytes:
        raise RejectedInput(RejectedReason.TOO_LARGE, f"{len(content)} bytes, at most {limits.max_bytes} are read")
    text = decode_bytes(content, media_type)
    if not text.strip("\ufeff\x00 \t\r\n"):
        raise RejectedInput(RejectedReason.EMPTY)
    extraction = _read(text, media_type, url, limits)
    if not extraction.body:
        raise RejectedInput(RejectedReason.NO_ARTICLE, "no running text was found")
    return extraction


def _read(text: str, media_type: str, url: str | None, limits: Limits) -> Extraction:
    match sniff_markup(text, media_type):
        case Markup.PLAIN:
            return read_plain(text, limits)
        case Markup.HTML:
            return read_html(text, url, limits)
        case _:
            raise RejectedInput(RejectedReason.NO_ARTICLE, "a feed or data file, not a page")
