"""General rules about what is a statement: denials of a thing are; reported questions and captions are not."""

import re

from quotewire.analysis.encoder.attribution import Attribution

_ASKING = re.compile(r"\b(?:ask|asks|asked|asking|wonder\w*|inquir\w+|enquir\w+)\b", re.IGNORECASE)
_EMBEDDED = re.compile(r"(?:whether|if|why|how|what|which|who|whom|whose|when|where)\b", re.IGNORECASE)
_CREDIT = re.compile(
    r"""\((?=[^()]*(?:/|\b(?:Getty|AP|AFP|Reuters|PA|EPA|Twitter|Facebook|Instagram|Telegram|Wikimedia|Flickr|Alamy
        |Shutterstock|[Ss]ocial\ media|[Ii]mages?|[Pp]hoto|[Pp]icture|[Cc]ourtesy|[Cc]redit)\b))[^()]{2,80}\)\.?\s*\Z
      | \A\s*(?:[Pp]hoto(?:graph)?|[Ii]mage|[Pp]icture|[Cc]aption)(?:\ (?:by|credit))?\s*:""",
    re.VERBOSE,
)
_STANDPOINT = re.compile(
    r"\b(?:den(?:y|ies|ied|ying)|reject|dismiss|refut|rebut|repudiat|disput|confirm)\w*", re.IGNORECASE
)
CAPTION_CHARACTERS = 400


def takes_standpoint(cue: str) -> bool:
    """Whether the cue says that a claim is true or false, which is a statement even of a bare noun phrase."""
    return bool(_STANDPOINT.search(cue))


def is_question(text: str, attribution: Attribution) -> bool:
    """Whether the cue asks and the content only says what was asked ("asked whether …", "wondering why …")."""
    start, end = attribution.cue[0]
    return bool(_ASKING.search(text, start, end) and _EMBEDDED.match(text, attribution.content[0][0]))


def is_caption(text: str, at: int) -> bool:
    """Whether the line at offset `at` is a picture's caption: it ends in a credit, or says that it is one."""
    start = text.rfind("\n", 0, at) + 1
    end = text.find("\n", at)
    line = text[start : end if end >= 0 else len(text)]
    return len(line) <= CAPTION_CHARACTERS and bool(_CREDIT.search(line))
