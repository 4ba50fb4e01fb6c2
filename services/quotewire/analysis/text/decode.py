"""From bytes to characters, and from characters to "this is HTML" or "this is plain text".

Order of trust: byte-order mark, bytes that are valid UTF-8, the charset of the media type, the page's own ``meta``,
statistics (charset-normalizer), and last windows-1252, in which every byte means something.
"""

import codecs
import re
from enum import StrEnum

from charset_normalizer import from_bytes

from quotewire.errors import RejectedInput
from quotewire.model.outcome import RejectedReason

_BYTE_ORDER_MARKS = (
    (codecs.BOM_UTF8, "utf-8"),
    (codecs.BOM_UTF32_LE, "utf-32-le"),
    (codecs.BOM_UTF32_BE, "utf-32-be"),
    (codecs.BOM_UTF16_LE, "utf-16-le"),
    (codecs.BOM_UTF16_BE, "utf-16-be"),
)
_MAGIC = (
    b"%PDF-", b"\x89PNG", b"\xff\xd8\xff", b"GIF8", b"PK\x03\x04", b"\x1f\x8b", b"\x7fELF", b"RIFF", b"OggS", b"ID3",
    b"\x28\xb5\x2f\xfd", b"BZh", b"\xfd7zXZ", b"SQLite format 3", b"wOFF", b"wOF2", b"\xca\xfe\xba\xbe", b"MZ\x90",
)  # fmt: skip
_WEB_CODECS = frozenset(
    "utf-8 utf-16 utf-16-le utf-16-be cp1250 cp1251 cp1252 cp1253 cp1254 cp1255 cp1256 cp1257 cp1258 cp874 cp866 "
    "iso8859-1 iso8859-2 iso8859-3 iso8859-4 iso8859-5 iso8859-6 iso8859-7 iso8859-8 iso8859-9 iso8859-10 iso8859-13 "
    "iso8859-14 iso8859-15 iso8859-16 koi8-r koi8-u mac-roman mac-cyrillic gb2312 gbk gb18030 big5 big5hkscs euc_jp "
    "shift_jis cp932 iso2022_jp euc_kr cp949 ascii".split()
)
_AS_BROWSERS_DO = {
    "iso8859-1": "cp1252",
    "ascii": "cp1252",
    "iso8859-9": "cp1254",
    "gb2312": "gb18030",
    "gbk": "gb18030",
}
_CHARSET = re.compile(r"charset\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_META_CHARSET = re.compile(rb"<(?:meta|\?xml)[^>]{0,300}?(?:charset|encoding)\s*=\s*[\"']?\s*([\w.:-]+)", re.IGNORECASE)
_SAMPLE = 65_536  # bytes looked at to tell text from noise


def decode_bytes(content: bytes, media_type: str = "") -> str:
    """Characters of ``content``. Wrong bytes become U+FFFD; never raises but ``RejectedInput`` (binary)."""
    for mark, codec in _BYTE_ORDER_MARKS:
        if content.startswith(mark):
            return content[len(mark) :].decode(codec, "replace")
    if wide := _wide_codec(content[:_SAMPLE]):
        return content.decode(wide, "replace")
    _reject_binary(content[:_SAMPLE])
    declared = _declared_codec(content, media_type)
    if declared == "iso2022_jp" and (text := _strictly(content, declared)) is not None:
        return text
    if (text := _mostly_utf8(content)) is not None:
        return text
    for candidate in (declared, _guessed_codec(content)):
        if candidate and (text := _strictly(content, candidate)) is not None:
            return text
    return content.decode(declared or "cp1252", "replace")


def _reject_binary(sample: bytes) -> None:
    if sample.startswith(_MAGIC) or sample[4:8] == b"ftyp":
        raise RejectedInput(RejectedReason.BINARY, "the bytes are those of a file format, not of a page or text")
    controls = sum(sample.count(byte) for byte in range(32) if byte not in b"\t\n\x0b\x0c\r\x1b")
    if controls * 20 > len(sample):
        raise RejectedInput(RejectedReason.BINARY, f"{controls} control bytes in the first {len(sample)}")


def _wide_codec(sample: bytes) -> str | None:
    """UTF-16 without a mark, told by the zero half of most of its letters."""
    half = len(sample) // 2
    if half < 8:
        return None
    low, high = sample[1::2].count(0), sample[::2].count(0)
    if low > 0.6 * half and high < 0.05 * half:
        return "utf-16-le"
    return "utf-16-be" if high > 0.6 * half and low < 0.05 * half else None


def _declared_codec(content: bytes, media_type: str) -> str | None:
    header = _CHARSET.search(media_type)
    if header and (codec := _web_codec(header.group(1))):
        return codec
    meta = _META_CHARSET.search(content[:4096])
    return _web_codec(meta.group(1).decode("ascii", "ignore")) if meta else None


def _web_codec(label: str) -> str | None:
    try:
        name = codecs.lookup(label.strip()).name
    except (LookupError, ValueError):
        return None
    return _AS_BROWSERS_DO.get(name, name) if name in _WEB_CODECS else None


def _mostly_utf8(content: bytes) -> str | None:
    """The text if it is UTF-8 but for a cut or broken character here and there."""
    text = content.decode("utf-8", "replace")
    broken = text.count("\ufffd")
    if broken == 0:
        return text
    beyond_ascii = len(content) - sum(content.count(byte) for byte in range(128)) if broken < 200 else 0
    return text if broken * 20 < beyond_ascii else None


def _guessed_codec(content: bytes) -> str | None:
    best = from_bytes(content[:_SAMPLE]).best()
    return _web_codec(best.encoding) if best else None


def _strictly(content: bytes, codec: str) -> str | None:
    try:
        return content.decode(codec)
    except UnicodeError:
        return None


class Markup(StrEnum):
    HTML = "html"
    PLAIN = "plain"
    OTHER = "other"  # a feed, JSON, a script: characters, but no article


_OPENS_HTML = re.compile(
    r"\s*(?:<!--.*?-->\s*|<\?xml[^>]*>\s*)*<(?:!doctype\s+html|(?:html|head|body|title|meta|link|script|style|"
    r"article|main|header|"
    r"section|div|h[1-6]|p|table|span|img|a|ul|nav|center|font|base)\b[^<>]*>)",
    re.IGNORECASE | re.DOTALL,
)
_OPENS_OTHER = re.compile(
    r"\s*(?:<\?xml[^>]*>\s*)?(?:<!--.*?-->\s*)*(?:<(?:rss|feed|rdf:RDF|urlset|sitemapindex|svg)\b|[\[{]\s*[\"{\[])",
    re.DOTALL,
)
_TAG = re.compile(
    r"</?(?:html|body|article|div|p|br|h[1-6]|span|section|main|table|ul|li|a|img|title|meta|b|i|em|"
    r"strong)\b[^<>]*>",
    re.I,
)
_HEAD = 4096
_BODY = 50_000


def sniff_markup(text: str, media_type: str = "") -> Markup:
    """What the characters are; the media type decides only where they leave a doubt."""
    if _OPENS_OTHER.match(text[:_HEAD]):
        return Markup.OTHER
    if _OPENS_HTML.match(text[:_HEAD]):
        return Markup.HTML
    tags = len(_TAG.findall(text[:_BODY]))
    if "html" in media_type.lower():
        return Markup.HTML if tags else Markup.PLAIN
    return Markup.HTML if tags >= 6 else Markup.PLAIN
