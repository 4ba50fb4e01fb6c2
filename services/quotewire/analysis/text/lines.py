"""What a single line is, told from its own words and shape.

The lexicon is the general vocabulary of news pages: calls to act, subscription and newsletter offers, picture credits,
lists of other stories. Longer lines need more evidence before they are taken for anything but prose.
"""

import re

from quotewire.analysis.text.dates import parse_date_line
from quotewire.model.article import RemovedReason

_FINAL = re.compile(r"[.!?…。！？।؟۔][\"”’'»)\]」』]*$")  # noqa: RUF001
_SENTENCE_END = re.compile(r"[.!?…][\"”’'»)\]]*\s+[\"“‘'«(]?[^\W\d_a-z]|[。！？।؟۔]")  # noqa: RUF001
_CJK = re.compile(r"[\u0e00-\u0eff\u3040-\u30ff\u3400-\u9fff\uac00-\ud7af]")
_SPEECH = re.compile(r"\b(?:said|says|told|according to|added|claimed|announced|reported)\b|[\"“”«»„]", re.I)  # noqa: RUF001

_CALL = re.compile(
    r"(?:please |click (?:here )?to |or |now )?(?:sign|subscribe|download|get|follow|join|start|click|tap|try|register|log|save|share|"
    r"listen|watch|unlock|support|discover|enjoy|become|donate|read|view|browse|manage|continue|skip|show|load|find|stay|"
    r"don[’']t miss|check out|buy|shop|e-?mail|print|comment|report|add|open|scan|activate|upgrade|explore|choose|receive|"
    r"send|contact|advertise|give|claim|create|accept|allow|want|do you|did you|have you|are you|got a|for more)\b",
    re.I,
)  # fmt: skip
_OFFER = re.compile(
    r"\b(?:apps?|newsletters?|inbox|subscriptions?|subscribe(?:rs?|d)?|memberships?|accounts?|trials?|premium|unlimited|"
    r"sign(?:ed)?[ -](?:in|up)|log(?:ged)?[ -]?in|cookies?|ad-free|e-?editions?|podcasts?|notifications?|headlines|"
    r"(?:trusted|news|global) sources|privacy policy|paywall|advert(?:isement|ising)?s?|sponsored|whatsapp|in one place|"
    r"breaking news|digest|roundup|briefing)\b",
    re.I,
)
_WEAK_OFFER = re.compile(
    r"\b(?:free|titles|access|articles?|e-?mails?|alerts?|updates|members?|episodes?|journalism|terms|cancel|facebook|twitter|"
    r"instagram|telegram|youtube|tiktok|linkedin|channels?|stories)\b",
    re.I,
)
_ADDRESS = re.compile(r"\b(?:you|your|yours|us|our)\b", re.I)

_PAYWALL = re.compile(
    r"(?:sign (?:up|in)|log in|register|subscribe|create (?:a |your )?(?:free )?account|become a (?:member|subscriber))\b[^.]{0,40}"
    r"\b(?:to|and) (?:continue|read|keep|view|unlock|access)\b|already (?:a |an |have )[^?]{0,30}\?|"
    r"this (?:article|story|content) is (?:only |exclusively )?(?:for|available (?:only )?(?:to|for)) [^.]{0,20}(?:subscribers|members)|"
    r"(?:to )?(?:continue|keep) reading\b.{0,60}$|unlock (?:this|the full|the rest)|you[’']ve (?:reached|read) (?:your|all)|"
    r"subscribers? only\b|(?:get|have) (?:full|unlimited) (?:digital )?access|(?:the )?(?:rest|remainder) of this (?:article|story)",
    re.I,
)  # fmt: skip
_RELATED = re.compile(
    r"(?:related(?: (?:stories|articles?|content|topics?|news|coverage|links?|reading|posts?|tags?))?|(?:read|see|find out|learn) (?:also|more|next)|"
    r"(?:also )?(?:read|watch|listen)(?: also| more| next| now)?|more (?:on|from|about|in|stories|news|like this)|most (?:read|popular|viewed|shared)|"
    r"(?:top|latest|trending|recommended|popular|other|further|featured|breaking|today[’']s top) (?:stories|news|articles?|reading|headlines|videos|posts|now)|"
    r"(?:our|editor[’']?s?[’']?) picks?|trending(?: now)?|recommended(?: for you)?|you (?:may|might) (?:also )?(?:like|enjoy|have missed)|in case you missed it|"
    r"don[’']t miss|what to read next|up next|next (?:article|story)|previous (?:article|story)|see also|elsewhere|further reading|"
    r"lesen sie auch|mehr zum thema|lire aussi|à lire aussi|leer también|lee también|leggi anche|czytaj (?:też|także)|читайте также|читайте також)",
    re.I,
)  # fmt: skip
_RELATED_LEAD = re.compile(
    r"(?:read (?:more|also|next|the full story)|also read|see also|related(?: (?:story|article|news|content))?|more (?:on this|from)|watch(?: also)?|listen(?: now)?|"
    r"don[’']t miss|recommended|in pictures|explainer|lesen sie auch|lire aussi|leer también|lee también|leggi anche|читайте также|читайте також)"
    r"\s*[:|>»›→-]\s*\S",
    re.I,
)  # fmt: skip
_CHROME = re.compile(
    r"advertise?ments?|advert|adverts?|sponsored(?: content)?|skip to (?:main )?content|menu|search|home|share(?: this)?(?: (?:article|story|page|post))?|"
    r"comments?(?: \(\d+\))?|\d+ comments?|(?:view|show|post|leave a|join the) (?:all )?(?:comments?|conversation)|copy link|link copied|print|e-?mail|save|bookmark|close|"
    r"facebook|twitter|x|whatsapp|linkedin|reddit|telegram|pinterest|instagram|messenger|flipboard|live|gallery|back to top|loading\W*|"
    r"follow|\d+ (?:min(?:ute)?s?) read|reading time:? .{1,20}|(?:estimated )?read(?:ing)? time.{0,20}|listen to (?:this )?(?:article|story)|"
    r"all rights reserved|article continues below.*|story continues(?: below)?.*|continue reading(?: below)?.*|anzeige|publicité|publicidad|werbung|"
    r"subscribe(?: now| today)?|sign (?:in|up)|log ?(?:in|out)|register|newsletters?|contact us|about us|privacy policy|terms(?: of (?:use|service))?|"
    r"cookie (?:policy|settings)|(?:©|copyright|\(c\)).*|scroll down.*|\W+|\d+|(?:view|read) full (?:article|story).*|show more|load more|tags?:.*|topics?:.*|filed under:?.*",
    re.I,
)  # fmt: skip
_COOKIES = re.compile(
    r"\b(?:we|our partners|this (?:site|website)) (?:and our partners )?(?:uses?|store) (?:\w+ )?cookies\b|\bcookie policy\b",
    re.I,
)
_RIGHTS = re.compile(r"all rights reserved|©\s?\d{4}|\bmay not be (?:published|reproduced)\b", re.I)

_AGENCY = re.compile(
    r"\b(?:AP|AFP|PA|EPA|EPA-EFE|EFE|REX|UPI|ANSA|dpa|DPA|TASS|ITAR-TASS|Reuters|REUTERS|Getty|Shutterstock|Alamy|Bloomberg|Xinhua|Anadolu|"
    r"iStock|Unsplash|Flickr|Wikimedia(?: Commons)?|NurPhoto|SOPA|Sputnik|Photo(?:s|graph|grapher|graphy)?|Pictures?|Images?|Image|Pic|"
    r"Handout|Courtesy|Screengrab|Screenshot|File(?: photo)?|Twitter|Facebook|Instagram|Telegram|YouTube|TikTok|Social media|Supplied|"
    r"Credit|Provided|via)\b"
)  # fmt: skip
_CREDIT_END = re.compile(r"[(\[]([^()\[\]]{2,80})[)\]]\W{0,2}$")
_CREDIT_TAIL = re.compile(
    r"(?:(?:^|[.!?)\]\"”|–—-]\s*)(?i:(?:photo(?:graph|grapher)?|picture|image|pic|illustration|credit|video|source)s?"  # noqa: RUF001
    r"(?: credit| by| courtesy(?: of)?| via)?\s*[:/©]\s*\S).{0,80}|"
    r"\b(?i:photo(?:graph)?) by .{2,60}|\b(?:AP|AFP|PA|EPA|REUTERS|Reuters|Getty Images|Shutterstock)\s?/\s?\S.{0,40}|"
    r"\b(?:via|©|courtesy of) (?:AP|AFP|Reuters|REUTERS|Getty Images|Shutterstock)[^.]{0,30})$"
)
_CREDIT_LEAD = re.compile(
    r"(?:(?:file )?(?:photo|image|picture|photograph|pic|video|illustration|graphic)s?(?: (?:credit|caption|source|by|courtesy(?: of)?))?\s*[:,–—©-]|"  # noqa: RUF001
    r"(?:photo|image|picture|photograph)s? (?:by|courtesy of|source|caption)\b|FILE\s*(?:PHOTO|PICTURE|IMAGE)?\s*[:–—-]|(?:\w+ )?credits?:|caption:|foto:|fotos?\s*:|bild:|"  # noqa: RUF001
    r"getty images$|shutterstock$|reuters$|©)",
    re.I,
)  # fmt: skip

_PROSE_WORDS = 8
_UNPUNCTUATED_PROSE_WORDS = 30
_BUTTON_WORDS = 3
_LONG_CALL_WORDS = 12
_LONGEST_CALL_WORDS = 35
_CALL_SCORE = 1.5
_LONG_CALL_SCORE = 2.5
_LONGEST_LINE = 2000  # characters; chrome is never longer
_CAPTION_WORDS = 60


def count_words(line: str) -> int:
    """Words, or half the characters where a script writes none."""
    return max(len(line.split()), len(_CJK.findall(line)) // 2)


def is_finished(line: str) -> bool:
    """Whether it ends as a sentence does."""
    return bool(_FINAL.search(line))


def is_prose(line: str) -> bool:
    """A line of running text: long enough, finished, and not one of the other things."""
    words = count_words(line)
    running = words >= _UNPUNCTUATED_PROSE_WORDS or (words >= _PROSE_WORDS and is_finished(line))
    return running and removal_reason(line) is None


def has_several_sentences(line: str) -> bool:
    return bool(_SENTENCE_END.search(line))


def removal_reason(line: str) -> RemovedReason | None:
    """Why the line is no part of an article wherever it stands; None when its own words do not say."""
    if len(line) > _LONGEST_LINE:
        return None
    words = count_words(line)
    if is_caption(line):
        return RemovedReason.CAPTION
    if words <= 25 and _PAYWALL.match(line):
        return RemovedReason.PAYWALL
    if _is_related(line, words):
        return RemovedReason.RELATED
    if _is_chrome(line, words):
        return RemovedReason.CHROME
    return RemovedReason.DATELINE if parse_date_line(line) else None


def _is_related(line: str, words: int) -> bool:
    if words <= 25 and _RELATED_LEAD.match(line):
        return True
    heading = _RELATED.match(line)
    return bool(heading) and not is_finished(line) and (words <= 3 or (words <= 8 and "right now" in line.lower()))


def _is_chrome(line: str, words: int) -> bool:
    if _CHROME.fullmatch(line) or (words <= 60 and (_COOKIES.search(line) or _RIGHTS.search(line))):
        return True
    return is_call(line, words)


def is_call(line: str, words: int) -> bool:
    """Whether the line talks to the reader about the publisher's product: an offer, a sign-up box, a button."""
    if _SPEECH.search(line):
        return False
    calls, addresses = bool(_CALL.match(line)), bool(_ADDRESS.search(line))
    if words <= _BUTTON_WORDS:
        return calls and words > 1 and not is_finished(line)
    offers, weak = _distinct(_OFFER, line), _distinct(_WEAK_OFFER, line)
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
    if _CREDIT_LEAD.match(line) or _CREDIT_TAIL.search(line):
        return True
    credit = _CREDIT_END.search(line)
    return bool(credit) and _credits(line[: credit.start()].rstrip(), credit.group(1), line) if credit else False


def _credits(described: str, credit: str, line: str) -> bool:
    if _AGENCY.search(credit) and (not is_finished(line) or is_finished(described) or "/" in credit):
        return True
    return "/" in credit and not is_finished(line) and not any(character.isdigit() for character in credit[:1])
