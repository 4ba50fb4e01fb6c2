"""General rules about what is a statement: denials, accusations and calls to act are; questions and captions are not."""

import re
from collections.abc import Iterable

from quotewire.analysis.encoder.attribution import Attribution

_ASKING = re.compile(r"\b(?:ask|asks|asked|asking|wonder\w*|inquir\w+|enquir\w+)\b", re.IGNORECASE)
_SILENT = re.compile(
    r"\b(?:did|does|do|has|have|had)(?: not|n['’]t)(?: yet)? (?:tell|told|explain(?:ed)?|mention(?:ed)?)\b",
    re.IGNORECASE,
)
_WHO, _WHAT = re.compile(r"(?:and )?who", re.IGNORECASE), re.compile(r"what\b", re.IGNORECASE)
_SHOWN_NONE = re.compile(r"\b(?:publish|present|offer|provid|produc|show|gave|giv)\w* no\Z", re.IGNORECASE)
_SHOWN = re.compile(r"(?:\w+ )?(?:evidence|proof|details|explanation|reasons?)\b", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:whether|if|why|how|what|which|who|whom|whose|when|where)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"""\((?=[^()]*(?:/|\b(?:Getty|AP|AFP|Reuters|PA|EPA|Twitter|Facebook|Instagram|Telegram|Wikimedia|Flickr|Alamy
        |Shutterstock|[Ss]ocial\ media|[Ii]mages?|[Pp]hoto|[Pp]icture|[Cc]ourtesy|[Cc]redit)\b))[^()]{2,80}\)\.?\s*\Z
      | \A\s*(?:[Pp]hoto(?:graph)?|[Ii]mage|[Pp]icture|[Cc]aption)(?:\ (?:by|credit))?\s*:""",
    re.VERBOSE,
)
_STANDPOINT = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject|dismiss|refut|rebut|repudiat|disput|confirm|accus)\w*"
    r"|\bblam(?:e|es|ed|ing)\b|\b(?:declin|refus)\w+ to (?:comment|say)\b",
    re.IGNORECASE,
)
_CALL = re.compile(
    r"\b(?:ask|asks|asked|asking|urg(?:e|es|ed|ing)|call(?:s|ed|ing)?(?: \w+)? (?:on|for|upon))\b", re.IGNORECASE
)
_ACT = re.compile(r"(?!not\b|to\b|about\b)\S.* to [a-z]+", re.DOTALL)
_CALLED_FOR = re.compile(r"\bcall(?:s|ed|ing)?(?: \w+)? for\b", re.IGNORECASE)
CAPTION_CHARACTERS = 400


def takes_standpoint(cue: str, content: str, has_source: bool) -> bool:
    """Whether a speech act about a thing is a statement all the same: a claim is said to be true or false or not to be
    spoken of, somebody is accused of something, or called on to do something by somebody whom the sentence names.
    """
    calls = _CALLED_FOR.search(cue) or (_CALL.search(cue) and _ACT.match(content))
    return bool(_STANDPOINT.search(cue) or (has_source and calls))


def is_told_call(text: str, attribution: Attribution, others: Iterable[Attribution]) -> bool:
    """Whether a call on somebody is a part of what somebody else says: "claimed that she had asked him to go"."""
    start, end = attribution.cue[0] if attribution.cue else (0, 0)
    if not _CALL.search(text, start, end):
        return False
    since = min(start, attribution.source[1]) if attribution.source else start
    inner = [content for other in others if other is not attribution for content in other.content]
    return any((low <= start and end <= high) or since <= low < start for low, high in inner)


def is_question(text: str, attribution: Attribution) -> bool:
    """Whether the content only says what was asked ("asked whether …", "who says what"), or what nobody was told
    ("did not explain why …", "published no evidence of …").
    """
    start, end = attribution.cue[0]
    content, source = attribution.content[0][0], attribution.source
    if _SHOWN_NONE.search(text[start:end]):
        return bool(_SHOWN.match(text, content))
    if not _EMBEDDED.match(text, content):
        return False
    unsaid = _ASKING.search(text, start, end) or _SILENT.search(text, start, end)
    return bool(unsaid or (source and _WHO.fullmatch(text, *source) and _WHAT.match(text, content)))


def is_caption(text: str, at: int) -> bool:
    """Whether the line at offset `at` is a picture's caption: it ends in a credit, or says that it is one."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    return len(line) <= CAPTION_CHARACTERS and bool(_CREDIT.search(line))
