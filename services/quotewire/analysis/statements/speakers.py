"""From sources to speakers: names for pronouns, surnames, descriptions and quotations without a speaker of their own."""

import re
from bisect import bisect_right
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quotewire.analysis.encoder.attribution import Attribution
from quotewire.analysis.entities.given_names import load_given_names
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.antecedents import Occurrence, Place, rank
from quotewire.analysis.statements.marks import find_quoted, inside
from quotewire.analysis.statements.phrases import Phrase, PhraseKind, read_phrase, role_after, role_before
from quotewire.analysis.statements.referents import Referent, Referents, linked_name
from quotewire.analysis.text.segments import paragraphs, sentences
from quotewire.model.ids import provisional_key
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.span import Span
from quotewire.model.statement import Resolution, Speaker

_GENDERS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_THINGS = frozenset({"it", "its", "itself", "which", "that"})
_PLURALS = frozenset({"they", "them", "their"})
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_PERSONAL = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_PREPOSITION_BEFORE = re.compile(
    r"\b(?:of|for|from|with|in|at|on|to|by|about|against|between|under|over|told|called|than|into|after|as|like|and|asked|met)\s"
    r"+(?:(?:the|a|an|Mr\.|Mrs\.|Ms\.|Sen\.|Rep\.|President)\s+)*$"
)
_VERB_AFTER = re.compile(
    r"\s+(?:,[^,.]{3,80},\s+)?(?:(?:also|then|later|has|have|had|is|was|will|would|did|does|can|could|may|might|should|[a-z]+(?:ed|es|s))\b"
    r"|said|told|went|took|made|won|lost|came|gave|spoke|began|got|held|led|ran)"
)


@dataclass(frozen=True, slots=True)
class _Layout:
    sentence_starts: list[int]
    paragraph_starts: list[int]
    quoted: list[tuple[int, int]]

    def place(self, position: int, gender: str | None = None, barred: tuple[tuple[int, int], ...] = ()) -> Place:
        return Place(position, self.sentence(position), self.paragraph(position), gender, barred)

    def sentence(self, position: int) -> int:
        return bisect_right(self.sentence_starts, position)

    def paragraph(self, position: int) -> int:
        return bisect_right(self.paragraph_starts, position)


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whom a source means, and by what the name was found."""

    referent: Referent | None
    resolution: Resolution
    phrase: Phrase | None = None


class Resolver:
    """Walks one article from start to end, so that each answer helps the next."""

    def __init__(self, text: str, mentions: Sequence[Mention], registry: Registry, day: date) -> None:
        self._text = text
        self._mentions = mentions
        self._registry = registry
        self._day = day
        self._referents = Referents.gather(text, mentions, registry, load_given_names())
        self._layout = _lay_out(text)
        self._trail: list[Occurrence] = []
        self._last_speaker: int | None = None
        self._collect_roles()

    def resolve(self, attributions: Sequence[Attribution]) -> list[Speaker]:
        """One speaker for each attribution, in the order given."""
        answers: dict[int, _Answer] = {}
        events = [(mention.span.start, 0, number) for number, mention in enumerate(self._mentions)]
        events += [(found.start(), 1, found.end()) for found in _PERSONAL.finditer(self._text)]
        events += [(_anchor(attribution), 2, number) for number, attribution in enumerate(attributions)]
        sources = {attribution.source[0] for attribution in attributions if attribution.source}
        for position, kind, number in sorted(events):
            if kind == 0:
                self._note(self._mentions[number])
            elif kind == 1 and position not in sources:
                self._follow(Span(position, number))
            elif kind == 2:
                answers[number] = self._answer(attributions[number])
        return [self._speaker(answers[number]) for number in range(len(attributions))]

    def _collect_roles(self) -> None:
        for mention in self._mentions:
            if mention.kind is EntityKind.PERSON:
                referent = self._referents.of(mention)
                for role in (role_before(self._text, mention.span.start), role_after(self._text, mention.span.end)):
                    if role and role not in referent.roles:
                        referent.roles.append(role)

    def _note(self, mention: Mention) -> None:
        self._trail.append(self._occurrence(self._referents.of(mention), mention.span))

    def _occurrence(self, referent: Referent, span: Span, speaker: bool = False) -> Occurrence:
        before, after = self._text[max(0, span.start - 40) : span.start], self._text[span.end : span.end + 120]
        sentence, quoted = self._layout.sentence(span.start), inside(self._layout.quoted, span.start) is not None
        subject = not _PREPOSITION_BEFORE.search(before) and bool(_VERB_AFTER.match(after))
        return Occurrence(
            referent=referent.number,
            position=span.start,
            sentence=sentence,
            paragraph=self._layout.paragraph(span.start),
            quoted=quoted,
            subject=not quoted and (speaker or subject),
            first=not quoted and all(o.sentence != sentence or o.quoted for o in self._trail[-6:]),
            speaker=speaker,
        )

    def _follow(self, pronoun: Span) -> None:
        """Resolve a pronoun that is no source, so that it counts as an occurrence of whom it means."""
        if inside(self._layout.quoted, pronoun.start) is None:
            place = self._layout.place(pronoun.start, _GENDERS.get(pronoun.of(self._text).lower()))
            referent = self._best_person(place)
            if referent:
                self._trail.append(self._occurrence(referent, pronoun))

    def _answer(self, attribution: Attribution) -> _Answer:
        answer = (
            self._carried() if attribution.source is None else self._from_source(attribution, Span(*attribution.source))
        )
        if answer.referent:
            self._last_speaker = answer.referent.number
            span = Span(*attribution.source) if attribution.source else Span(*attribution.content[0])
            self._trail.append(self._occurrence(answer.referent, span, speaker=True))
        return answer

    def _from_source(self, attribution: Attribution, span: Span) -> _Answer:
        inner = [mention for mention in self._mentions if span.contains(mention.span)]
        phrase = read_phrase(self._text, span, inner)
        if phrase.kind is PhraseKind.NAME and phrase.head:
            return self._named(phrase, phrase.head)
        barred = tuple(attribution.content)
        if phrase.kind is PhraseKind.PRONOUN:
            return _Answer(self._pronoun(phrase, barred), Resolution.PRONOUN, phrase)
        return _Answer(self._description(phrase, barred), Resolution.DESCRIPTION, phrase)

    def _named(self, phrase: Phrase, head: Mention) -> _Answer:
        referent = self._referents.of(head)
        if phrase.role and phrase.role not in referent.roles:
            referent.roles.insert(0, phrase.role)
        full = referent.person is None or " " in head.text
        return _Answer(referent, Resolution.FULL_NAME if full else Resolution.SURNAME, phrase)

    def _carried(self) -> _Answer:
        known = None if self._last_speaker is None else self._referents.all[self._last_speaker]
        return _Answer(known, Resolution.CARRIED)

    def _pronoun(self, phrase: Phrase, barred: tuple[tuple[int, int], ...]) -> Referent | None:
        word = phrase.noun
        if word in _RELATIVES:
            return self._before_relative(phrase.span)
        place = self._layout.place(phrase.span.start, _GENDERS.get(word), barred)
        if word in _GENDERS:
            return self._best_person(place)
        if word in _THINGS or word in _PLURALS:
            return self._best_body(place)
        return None

    def _before_relative(self, span: Span) -> Referent | None:
        for mention in reversed([mention for mention in self._mentions if mention.span.end <= span.start]):
            between = self._text[mention.span.end : span.start]
            if len(between) < 80 and not re.search(r"[.;\n]", between.strip(" .")):
                return self._referents.of(mention)
        return None

    def _best_person(self, place: Place) -> Referent | None:
        fitting = [
            referent
            for referent in self._referents.all
            if referent.kind is EntityKind.PERSON and (referent.gender is None or referent.gender == place.gender)
        ]
        return self._best(place, fitting)

    def _best_body(self, place: Place) -> Referent | None:
        return self._best(
            place, [referent for referent in self._referents.all if referent.kind is not EntityKind.PERSON]
        )

    def _best(self, place: Place, fitting: Sequence[Referent]) -> Referent | None:
        ranked = rank(place, fitting, self._trail, self._last_speaker)
        return ranked[0][1] if ranked else None

    def _description(self, phrase: Phrase, barred: tuple[tuple[int, int], ...]) -> Referent | None:
        wanted = set(phrase.words)
        fitting = [
            referent
            for referent in self._referents.all
            if any(
                phrase.noun in role.lower().split() and wanted - {"the"} <= set(role.lower().split()) | {phrase.noun}
                for role in referent.roles
            )
        ]
        return self._best(self._layout.place(phrase.span.start, None, barred), fitting) if phrase.noun else None

    def _speaker(self, answer: _Answer) -> Speaker:
        phrase, referent = answer.phrase, answer.referent
        mention = phrase.span if phrase else None
        if referent is None:
            name = phrase.text if phrase else ""
            return Speaker(provisional_key(name), name, None, mention, Resolution.UNRESOLVED)
        name = linked_name(referent, self._registry)
        return Speaker(
            referent.entity_id or provisional_key(name),
            name,
            referent.kind,
            mention,
            answer.resolution,
            referent.entity_id,
            referent.roles[0] if referent.roles else None,
            candidates=referent.candidates,
        )


def _lay_out(text: str) -> _Layout:
    """A quotation of several sentences counts as one, so that who spoke before it stays near."""
    quoted = find_quoted(text)
    starts = [span.start for span in sentences(text)]
    return _Layout(
        [start for start in starts if (held := inside(quoted, start)) is None or held[0] == start],
        [span.start for span in paragraphs(text)],
        quoted,
    )


def _anchor(attribution: Attribution) -> int:
    return attribution.source[1] if attribution.source else attribution.content[0][0]
