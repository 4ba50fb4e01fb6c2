"""What a single line is, told from its own words and shape.

The lexicon is the general vocabulary of news pages: calls to act, subscription and newsletter offers, picture credits,
lists of other stories. Longer lines need more evidence before they are taken for anything but prose.
"""

import re

from quotewire.analysis.text.dates import parse_date_line
from quotewire.analysis.text.lexicon import (
    ADDRESS,
    AGENCY,
    CALL,
    CHROME,
    CJK,
    COOKIES,
    CREDIT_END,
    CREDIT_LEAD,
    CREDIT_TAIL,
    FINAL,
    OFFER,
    PAYWALL,
    RELATED,
    RELATED_LEAD,
    RIGHTS,
    SENTENCE_END,
    SIGN_OFF,
    SPEECH,
    WEAK_OFFER,
)
from quotewire.model.article import RemovedReason

_PROSE_WORDS = 8
_UNPUNCTUATED_PROSE_WORDS = 30
_BUTTON_WORDS = 3
_LONG_CALL_WORDS = 12
_LONGEST_CALL_WORDS = 35
_CALL_SCORE = 1.5
_LONG_CALL_SCORE = 2.5
_LONGEST_LINE = 2000  # characters; chrome is never longer
_CAPTION_WORDS = 60
_AROUND_HEADINGS = " .…:>»›|-–—"
_LONGEST_SIGN_OFF_WORDS = 40


def count_words(line: str) -> int:
    """Words, or half the characters where a script writes none."""
    return max(len(line.split()), len(CJK.findall(line)) // 2)


def is_finished(line: str) -> bool:
    """Whether it ends as a sentence does."""
    return bool(FINAL.search(line))


def is_prose(line: str) -> bool:
    """A line of running text: long enough, finished, and not one of the other things."""
    words = count_words(line)
    running = words >= _UNPUNCTUATED_PROSE_WORDS or (words >= _PROSE_WORDS and is_finished(line))
    return running and removal_reason(line) is None


def has_several_sentences(line: str) -> bool:
    return bool(SENTENCE_END.search(line))


def removal_reason(line: str) -> RemovedReason | None:
    """Why the line is no part of an article wherever it stands; None when its own words do not say."""
    if len(line) > _LONGEST_LINE:
        return None
    words = count_words(line)
    if is_caption(line):
        return RemovedReason.CAPTION
    if words <= 25 and PAYWALL.match(line):
        return RemovedReason.PAYWALL
    if _is_related(line, words):
        return RemovedReason.RELATED
    if _is_chrome(line, words):
        return RemovedReason.CHROME
    return RemovedReason.DATELINE if parse_date_line(line) else None


def _is_related(line: str, words: int) -> bool:
    if words <= 25 and RELATED_LEAD.match(line):
        return True
    heading = line.strip(_AROUND_HEADINGS)
    if RELATED.fullmatch(heading):
        return True
    return (
        bool(RELATED.match(heading))
        and not is_finished(line)
        and (words <= 3 or (words <= 8 and "right now" in line.lower()))
    )


def _is_chrome(line: str, words: int) -> bool:
    if CHROME.fullmatch(line) or (words <= 60 and (COOKIES.search(line) or RIGHTS.search(line))):
        return True
    return (words <= _LONGEST_SIGN_OFF_WORDS and bool(SIGN_OFF.fullmatch(line))) or is_call(line, words)


def is_call(line: str, words: int) -> bool:
    """Whether the line talks to the reader about the publisher's product: an offer, a sign-up box, a button."""
    if SPEECH.search(line):
        return False
    calls, addresses = bool(CALL.match(line)), bool(ADDRESS.search(line))
    if words <= _BUTTON_WORDS:
        return calls and words > 1 and not is_finished(line)
    offers, weak = _distinct(OFFER, line), _distinct(WEAK_OFFER, line)
    score = calls + offers + (weak + addresses) / 2
    if words > _LONG_CALL_WORDS:
        return words <= _LONGEST_CALL_WORDS and addresses and offers >= 1 and score >= _LONG_CALL_SCORE
    return (score >= _CALL_SCORE and offers + weak > 0) or (calls and addresses and words <= _PROSE_WORDS)


def _distinct(lexicon: re.Pattern[str], line: str) -> int:
    return len({found.lower() for found in lexicon.findall(line)})


def is_caption(line: str) -> bool:
    """Text of a picture, told by the credit at its end or its beginning."""
    if count_words(line) > _CAPTION_WORDS:
        return False
    if CREDIT_LEAD.match(line) or CREDIT_TAIL.search(line):
        return True
    credit = CREDIT_END.search(line)
    return bool(credit) and _credits(line[: credit.start()].rstrip(), credit.group(1), line) if credit else False


def _credits(described: str, credit: str, line: str) -> bool:
    if AGENCY.search(credit) and (not is_finished(line) or is_finished(described) or "/" in credit):
        return True
    return "/" in credit and not is_finished(line) and not any(character.isdigit() for character in credit[:1])
