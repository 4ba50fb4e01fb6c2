"""A reader made of rules: the encoder's interface without its weights.

Quotation marks, reporting verbs and the order of words around them; capitalised sequences as names.
It finds less than the encoder and is kept as the reader that always works.
"""

import re
from collections.abc import Iterator
from dataclasses import dataclass

from quotewire.analysis.encoder.attribution import Attribution, NamedSpan, Reading
from quotewire.analysis.encoder.rules import is_caption, is_question
from quotewire.analysis.statements.lexicon import Cue, Lexicon, load_lexicon
from quotewire.analysis.statements.marks import find_quoted

_FILLER = "\x00"
_WORD = re.compile(r"[^\W\d_]+(?:['’\-][^\W\d_]+)*")
_SENTENCE_END = re.compile(r"[.!?…]['’)\]]*\s+(?=[\"'“‘(\[A-Z0-9\x00])")
_ABBREVIATION = re.compile(r"\b(?:Mr|Mrs|Ms|Dr|Sen|Rep|Gov|Gen|Col|Lt|Sgt|Rev|St|Jr|Sr|No|vs|v|[A-Z])\.\s+$")
_BREAK = re.compile(
    r"[;:\x00—(]|\s[-–]\s|,\s(?!Jr|Sr)|\b(?:and|but|while|as|that|which|who|when|where|because|if|although|though|yet|so)\s"
)
_CLAUSE_BREAK = re.compile(r"[;:\x00—(]|\s[-–]\s")
_TRAILING = re.compile(
    r"(?:\s|,|\b(?:has|have|had|is|was|were|are|be|been|also|later|then|now|still|again|once|earlier|recently|repeatedly|just"
    r"|quickly|publicly|reportedly|[a-z]+ly|strongly|will|would|could|may|might|did|does|do)\b)*$"
)
_LEADING = re.compile(r"(?:\s|,|\b(?:However|But|And|Yet|Still|Meanwhile|Earlier|Later|Also|Then|So)\b,?)*")
_INVERTED = re.compile(
    r"\s+((?:the|a|an|one|former|[A-Z][\w.'’\-]*)(?:\s+[\w.'’\-]+){0,7}?)(?=[,.;:\x00]|$|\s(?:in|on|at|of|during|after|who|as|told|when)\b)"
)
_ADDRESSEE = re.compile(r"\s+(?:to\s+)?(?:[\w.'’\-]+\s+){0,4}?(?:that\b|on\b|in\b|,|:|(?=\x00))")
_ACCORDING = re.compile(r"\b[Aa]ccording to\s+((?:[^,.;\x00\n]|\.(?=\w)|(?<=\b[A-Z])\.)+)")
_TRANSCRIPT = re.compile(
    r"([A-Z][A-Z.'’\-]+(?:\s+[A-Z][A-Z.'’\-]+){0,3}|[A-Z][a-z]+(?:\s+[A-Z][\w.'’\-]+){1,2}):\s+(?=\S)"
)
_ACCUSES = re.compile(r"(.{2,60}?)\s+(accuses?|accused|blames?|blamed)\s+(.{2,60}?\s+(?:of|for)\s.+)")
_NAME = re.compile(
    r"[A-Z][\w'’\-]*[\w](?:\.)?(?:\s+(?:(?:of|the|for|de|van|von|bin|al|el|der|la)\s+){0,2}[A-Z][\w'’\-]*\w)*|[A-Z]{2,}"
)
_ORGANISATION = re.compile(
    r"\b(?:Inc|Corp|Ltd|LLC|Co|Group|Party|University|Institute|Committee|Commission|Council|Department|Ministry|Agency|Office|Court"
    r"|Association|Union|Bank|Congress|Senate|House|Times|Post|News|Press|Journal|Police|Center|Centre|Foundation|Campaign|Army"
    r"|Authority|Bureau|Board|Federation|Society|Fund|[A-Z]{2,6})\b"
)
_COMMON_START = re.compile(
    r"(?:The|A|An|It|He|She|They|We|I|You|In|On|At|But|And|If|As|For|This|That|These|Those|There|When|While|After|Before|What|How"
    r"|Why|Who|His|Her|Their|Its|Our|My|Your|So|Not|No|Yes|However|Asked|According|Meanwhile)\b\s*"
)
_CLOSED = re.compile(r"\s*(?:[.,;)]|$|(?:on|in|at|during|after|last|this|early|late|of)\b)")
_NOUN_PHRASE_STARTS = frozenset(
    {"the", "a", "an", "he", "she", "it", "they", "who", "one", "some", "several", "many", "his", "her", "two", "another"}
    | {"former", "officials", "sources", "police", "critics", "experts", "analysts", "authorities", "aides", "supporters"}
)  # fmt: skip
_MAX_SUBJECT = 220


@dataclass(frozen=True, slots=True)
class _Sentence:
    """A sentence of ``text``; in ``masked`` (the whole text) quotations are filler, so no cue is found inside them."""

    text: str
    masked: str
    start: int
    end: int

    def shown(self, start: int, end: int) -> tuple[int, int] | None:
        """The range without blank and commas at its edges; None when no word is left."""
        while start < end and (self.text[start].isspace() or self.text[start] in ",:"):
            start += 1
        while start < end and (self.text[end - 1].isspace() or self.text[end - 1] == ","):
            end -= 1
        return (start, end) if any(letter.isalnum() for letter in self.text[start:end]) else None


class RulesReader:
    """Reads attributions and names by rules; any text is read, none raises."""

    def __init__(self, lexicon: Lexicon) -> None:
        self._lexicon = lexicon

    @classmethod
    def load(cls) -> "RulesReader":
        return cls(load_lexicon())

    def read(self, text: str) -> Reading:
        quoted = find_quoted(text)
        masked = _mask(text, quoted)
        found: list[Attribution] = []
        for start, end in _lines(text):
            found.extend(self._read_line(_Sentence(text, masked, start, end)))
        return Reading(tuple(found), tuple(_names(text)))

    def _read_line(self, line: _Sentence) -> Iterator[Attribution]:
        if is_caption(line.text, line.start):
            return
        transcript = _TRANSCRIPT.match(line.text, line.start, line.end)
        if transcript:
            yield Attribution((), transcript.span(1), ((transcript.end(), line.end),), 0.7)
            return
        last: Attribution | None = None
        for sentence in _sentences(line):
            found = self._read_sentence(sentence)
            loose = None if found else _quotation(sentence)
            if loose and last:
                last = Attribution(last.cue, last.source, (*last.content, loose), last.confidence)
            elif loose and line.text[loose[0] : loose[1]].count(" ") > 3:
                last = Attribution((), None, (loose,), 0.5)
            elif not loose:
                yield from [last] if last else []
                yield from found[:-1]
                last = found[-1] if found else None
        yield from [last] if last else []

    def _read_sentence(self, sentence: _Sentence) -> list[Attribution]:
        special = _according(sentence) or _accuses(sentence)
        if special:
            return [special]
        for match in _WORD.finditer(sentence.masked, sentence.start, sentence.end):
            cue = self._lexicon.cue(match.group())
            if cue is None or cue.reach == "none":
                continue
            found = _around(sentence, match.span(), cue)
            if found:
                return [found]
        return []


def _around(sentence: _Sentence, cue: tuple[int, int], kind: Cue) -> Attribution | None:
    subject = _subject(sentence, cue[0])
    before, after = sentence.masked[sentence.start : cue[0]].rstrip(" ,"), sentence.masked[cue[1] : sentence.end]
    inverted = _INVERTED.match(after) if before.endswith(_FILLER) or subject is None else None
    if inverted and (before.endswith(_FILLER) or "," in sentence.masked[cue[0] - 2 : cue[0]]):
        source = (cue[1] + inverted.start(1), cue[1] + inverted.end(1))
        content = _pieces(sentence, (sentence.start, cue[0]), (source[1], sentence.end), kind)
    elif subject:
        source = subject
        content = _pieces(sentence, (sentence.start, source[0]), (cue[1], sentence.end), kind)
    else:
        return None
    found = Attribution((cue,), source, content, 0.6)
    return found if content and not is_question(sentence.text, found) else None


def _pieces(
    sentence: _Sentence, before: tuple[int, int], after: tuple[int, int], kind: Cue
) -> tuple[tuple[int, int], ...]:
    """The content on both sides of "speaker cue": a quotation or clause before it, a clause or quotation behind it."""
    head = sentence.masked[slice(*before)]
    tail = sentence.masked[slice(*after)]
    quoted = head.rstrip(" ,").endswith(_FILLER)
    closed = head.rstrip().endswith(",") and len(head) > 12 and bool(_CLOSED.match(tail))
    first = sentence.shown(*before) if quoted or closed else None
    if first:
        opened = tail.find(_FILLER)
        second = sentence.shown(after[0] + opened, after[1]) if opened >= 0 else None
        return (first, second) if second else (first,)
    skipped = _ADDRESSEE.match(tail) if kind.lemma in {"tell", "remind", "inform", "assure", "warn"} else None
    start = after[0] + (skipped.end() if skipped else 0)
    if kind.reach == "quote" and _FILLER not in tail:
        return ()
    rest = sentence.shown(start, _without_stop(sentence, after[1]))
    return (rest,) if rest else ()


def _without_stop(sentence: _Sentence, end: int) -> int:
    kept = sentence.masked[sentence.start : end].rstrip()
    return sentence.start + len(kept) - kept.endswith(".")


def _subject(sentence: _Sentence, cue_start: int) -> tuple[int, int] | None:
    """The noun phrase before a cue: from the last clause break, or over an apposition when a comma stands before the cue."""
    low = max(sentence.start, cue_start - _MAX_SUBJECT)
    before = sentence.masked[low:cue_start]
    body = before[: _trailing(before)]
    breaks = _CLAUSE_BREAK if before.rstrip().endswith(",") else _BREAK
    start = max((found.end() for found in breaks.finditer(body)), default=0)
    leading = _LEADING.match(body, start)
    start = leading.end() if leading else start
    words = body[start:].split()
    if not words or len(words) > 24 or words[-1].lower() in {"to", "the", "a", "an", "of", "in", "for", "not", "by"}:
        return None
    return (low + start, low + len(body)) if _starts_noun_phrase(words[0]) else None


def _trailing(before: str) -> int:
    trailing = _TRAILING.search(before, max(0, len(before) - 60))
    return trailing.start() if trailing else len(before)


def _starts_noun_phrase(word: str) -> bool:
    return word[0].isupper() or word.lower() in _NOUN_PHRASE_STARTS


def _according(sentence: _Sentence) -> Attribution | None:
    found = _ACCORDING.search(sentence.masked, sentence.start, sentence.end)
    if not found:
        return None
    source = sentence.shown(*found.span(1))
    at_start = found.start() - sentence.start < 3
    low, high = (found.end(), _without_stop(sentence, sentence.end)) if at_start else (sentence.start, found.start())
    content = sentence.shown(low, high)
    cue = (found.start(), found.start() + len("according to"))
    return Attribution((cue,), source, (content,), 0.6) if content else None


def _accuses(sentence: _Sentence) -> Attribution | None:
    found = _ACCUSES.match(sentence.text, sentence.start, _without_stop(sentence, sentence.end))
    if not found or not _starts_noun_phrase(found.group(1).split()[0]):
        return None
    return Attribution((found.span(2),), found.span(1), (found.span(3),), 0.6)


def _quotation(sentence: _Sentence) -> tuple[int, int] | None:
    """The sentence, when it is a quotation and nothing else."""
    bare = sentence.masked[sentence.start : sentence.end].strip(" .,")
    return sentence.shown(sentence.start, sentence.end) if bare and not bare.strip(_FILLER + " ") else None


def _mask(text: str, quoted: list[tuple[int, int]]) -> str:
    parts, at = [], 0
    for start, end in quoted:
        parts += [text[at:start], _FILLER * (end - start)]
        at = end
    return "".join([*parts, text[at:]])


def _lines(text: str) -> Iterator[tuple[int, int]]:
    start = 0
    for line in text.splitlines(keepends=True):
        if line.strip():
            yield start, start + len(line.rstrip())
        start += len(line)


def _sentences(line: _Sentence) -> Iterator[_Sentence]:
    start = line.start
    for cut in sorted(_cuts(line)):
        yield _Sentence(line.text, line.masked, start, cut)
        start = cut
    yield _Sentence(line.text, line.masked, start, line.end)


def _cuts(line: _Sentence) -> Iterator[int]:
    for found in _SENTENCE_END.finditer(line.masked, line.start, line.end):
        if not _ABBREVIATION.search(line.masked, max(line.start, found.end() - 8), found.end()):
            yield found.end()
    for found in re.finditer(r"\x00(?= [A-Z\x00])", line.masked[line.start : line.end]):
        inner = line.text[line.start : line.start + found.end()].rstrip("\"”»'")
        if inner.endswith("."):
            yield line.start + found.end()


def _names(text: str) -> Iterator[NamedSpan]:
    for found in _NAME.finditer(text):
        start = found.start()
        common = _COMMON_START.match(text, start, found.end())
        start = common.end() if common else start
        name = text[start : found.end()]
        if len(name) > 1:
            yield _named(name, start)


def _named(name: str, start: int) -> NamedSpan:
    end = start + len(name)
    if _ORGANISATION.search(name):
        return NamedSpan(start, end, "organisation", 0.5)
    return NamedSpan(start, end, "person" if " " in name else "place", 0.5)
