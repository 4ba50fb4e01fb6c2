"""From sources to speakers: names for pronouns, surnames, descriptions and quotations without a speaker of their own."""

import re
from bisect import bisect_left
from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date

from quotewire.analysis.encoder.attribution import Attribution
from quotewire.analysis.entities.given_names import load_given_names
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.antecedents import Occurrence, Place, rank
from quotewire.analysis.statements.descriptions import CAMPS, body_candidates, person_candidates
from quotewire.analysis.statements.layout import Layout
from quotewire.analysis.statements.naming import Naming
from quotewire.analysis.statements.phrases import (
    Phrase,
    PhraseKind,
    load_roles,
    read_phrase,
    role_after,
    role_before,
    shorten,
)
from quotewire.analysis.statements.referents import Doubt, Referent, Referents
from quotewire.model.entity import Entity
from quotewire.model.ids import digest, provisional_key
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.span import Span
from quotewire.model.statement import Resolution, Speaker

_GENDERS = {"he": "m", "him": "m", "his": "m", "himself": "m", "she": "f", "her": "f", "hers": "f", "herself": "f"}
_THINGS = frozenset({"it", "its", "itself"})
_CONTINUING = frozenset({"continued", "continues", "continuing", "added", "adds", "adding", "went", "goes"})
_PLURALS = frozenset({"they", "them", "their", "themselves"})
_RELATIVES = frozenset({"who", "which", "that", "whom"})
_PERSONAL = re.compile(r"\b(?:he|she|his|her|him)\b", re.IGNORECASE)
_CAMP = re.compile(rf"(?:['’]s?)?\s+({'|'.join(sorted(CAMPS))})\b")
_LED = {
    "administration": frozenset({"president", "governor", "mayor"}),
    "campaign": frozenset({"candidate", "nominee", "frontrunner", "front-runner", "hopeful", "contender"}),
}
_AHEAD = 400  # characters after a pronoun searched for a name when none stands before it
_RELATIVE_GAP = 60  # characters between a name and its "who"


@dataclass(frozen=True, slots=True)
class _Answer:
    """Whom a source means, and by what the name was found; with a ``doubt``, ``referent`` is only the likeliest."""

    referent: Referent | None
    resolution: Resolution
    phrase: Phrase | None = None
    entity: Entity | None = None
    doubt: Doubt | None = None


class Resolver:
    """Walks one article from start to end, so that each answer helps the next.

    ``scope`` (the article's id) keeps nameless speakers of different articles apart.
    """

    def __init__(self, text: str, mentions: Sequence[Mention], registry: Registry, day: date, scope: str = "") -> None:
        self._text = text
        self._mentions = _with_camps(text, mentions)
        self._starts = [mention.span.start for mention in self._mentions]
        self._naming = Naming(registry, day)
        self._referents = Referents.gather(text, self._mentions, registry, load_given_names())
        self._layout = Layout.of(text)
        self._scope = scope
        self._trail: list[Occurrence] = []
        self._last: _Answer | None = None
        self._last_paragraph = -1
        self._doubts: dict[int, Doubt | None] = {}  # of a referent's latest mention
        self._collect_roles()

    def resolve(self, attributions: Sequence[Attribution]) -> list[Speaker]:
        """One speaker for each attribution, in the order given."""
        answers: dict[int, _Answer] = {}
        sources = {attribution.source[0] for attribution in attributions if attribution.source}
        events = [(mention.span.start, 0, number) for number, mention in enumerate(self._mentions)]
        events += [(found.start(), 1, found.end()) for found in _PERSONAL.finditer(self._text)]
        events += [(_anchor(attribution), 2, number) for number, attribution in enumerate(attributions)]
        for position, kind, number in sorted(events):
            if kind == 0:
                self._meet(self._mentions[number])
            elif kind == 1 and position not in sources:
                self._follow(Span(position, number))
            elif kind == 2:
                answers[number] = self._answer(attributions[number])
        return [self._speaker(answers[number]) for number in range(len(attributions))]

    def _meet(self, mention: Mention) -> None:
        referent = self._referents.of(mention)
        self._doubts[referent.number] = self._referents.doubt(mention)
        self._note(referent, mention.span)

    def _collect_roles(self) -> None:
        for mention in self._mentions:
            if mention.kind is EntityKind.PERSON:
                referent = self._referents.of(mention)
                for role in (role_before(self._text, mention.span.start), role_after(self._text, mention.span.end)):
                    if role and role not in referent.roles:
                        referent.roles.append(role)

    def _note(self, referent: Referent, span: Span, speaker: bool = False) -> None:
        sentence, quoted = self._layout.sentence(span.start), self._layout.is_quoted(span.start)
        first = not quoted and all(other.sentence != sentence or other.quoted for other in self._trail[-6:])
        subject = not quoted and (speaker or self._layout.is_subject(span))
        paragraph = self._layout.paragraph(span.start)
        self._trail.append(
            Occurrence(referent.number, span.start, sentence, quoted, subject, first, speaker, paragraph)
        )

    def _follow(self, pronoun: Span) -> None:
        """Resolve a pronoun that is no source, so that it counts as an occurrence of whom it means."""
        if not self._layout.is_quoted(pronoun.start):
            gender = _GENDERS[pronoun.of(self._text).lower()]
            referent = self._best_person(self._layout.place(pronoun.start, gender))
            if referent:
                self._note(referent, pronoun)

    def _answer(self, attribution: Attribution) -> _Answer:
        if attribution.source is None:
            span = Span(*attribution.content[0])
            answer = self._carried(span)
        else:
            span = Span(*attribution.source)
            answer = self._continued(span, attribution) or self._from_source(span, attribution.content)
        if answer.referent:
            self._note(answer.referent, span, speaker=True)
            self._last = answer
        self._last_paragraph = self._layout.paragraph(attribution.content[-1][1])
        return answer

    def _carried(self, span: Span) -> _Answer:
        """The speaker of the paragraph before, for a quotation that names none."""
        if self._last is None or self._layout.paragraph(span.start) - self._last_paragraph > 1:
            return _Answer(None, Resolution.UNRESOLVED)
        last = self._last
        return _Answer(last.referent, Resolution.CARRIED, entity=last.entity, doubt=last.doubt)

    def _continued(self, span: Span, attribution: Attribution) -> _Answer | None:
        """ "It continued": the body that spoke last goes on, whatever else was named in between."""
        last = self._last.referent if self._last else None
        cues = {word.strip(".,:").lower() for start, end in attribution.cue for word in self._text[start:end].split()}
        if last is None or last.kind is EntityKind.PERSON or not cues & _CONTINUING:
            return None
        phrase = read_phrase(self._text, span, self._inside(span))
        return self._followed(last, Resolution.PRONOUN, phrase) if phrase.noun in _THINGS else None

    def _from_source(self, span: Span, barred: tuple[tuple[int, int], ...]) -> _Answer:
        phrase = read_phrase(self._text, span, self._inside(span))
        body = self._naming.body(phrase.text) or self._naming.authority(phrase.text)
        if body:
            return _Answer(self._referent_of(phrase, body), Resolution.METONYM, phrase, body)
        if phrase.kind is PhraseKind.NAME and phrase.head:
            return self._named(phrase, phrase.head)
        place = self._layout.place(span.start, _GENDERS.get(phrase.noun), tuple(barred))
        if phrase.kind is PhraseKind.PRONOUN:
            return self._pronoun(phrase, place)
        return self._description(phrase, place)

    def _inside(self, span: Span) -> list[Mention]:
        first = bisect_left(self._starts, span.start)
        last = bisect_left(self._starts, span.end)
        return [mention for mention in self._mentions[first:last] if mention.span.end <= span.end]

    def _referent_of(self, phrase: Phrase, body: Entity) -> Referent:
        if phrase.head:
            return self._referents.of(phrase.head)
        return self._referents.describe(body.name, body.kind, body.id, None, plural=False)

    def _named(self, phrase: Phrase, head: Mention) -> _Answer:
        referent = self._referents.of(head)
        if phrase.role and phrase.role not in referent.roles:
            referent.roles.insert(0, phrase.role)
        alone = head.kind is EntityKind.PERSON and " " not in head.text
        body = None if head.kind is EntityKind.PERSON else self._naming.body(head.text)
        if body:
            return _Answer(referent, Resolution.METONYM, phrase, body)
        resolution = Resolution.SURNAME if alone else Resolution.FULL_NAME
        return _Answer(referent, resolution, phrase, doubt=self._referents.doubt(head))

    def _pronoun(self, phrase: Phrase, place: Place) -> _Answer:
        referent: Referent | None = None
        if phrase.noun in _RELATIVES:
            referent = self._before_relative(phrase.span)
        elif phrase.noun in _GENDERS:
            referent = self._best_person(place) or self._ahead(place)
        elif phrase.noun in _THINGS:
            referent = self._best(place, [body for body in self._bodies() if not body.plural])
        elif phrase.noun in _PLURALS:
            referent = self._best(place, [body for body in self._bodies() if body.kind is not EntityKind.PLACE])
        return self._followed(referent, Resolution.PRONOUN, phrase)

    def _followed(self, referent: Referent | None, resolution: Resolution, phrase: Phrase) -> _Answer:
        if referent is None:
            return _Answer(None, Resolution.UNRESOLVED, phrase)
        body = None if referent.kind is EntityKind.PERSON else self._naming.body(referent.name)
        doubt = self._doubt_of(referent, phrase) if resolution is Resolution.PRONOUN else None
        return _Answer(referent, resolution if referent.named else Resolution.UNRESOLVED, phrase, body, doubt)

    def _doubt_of(self, referent: Referent, phrase: Phrase) -> Doubt | None:
        """What a pronoun takes over from the surname it points to; "she" may settle who is meant."""
        doubt, gender = self._doubts.get(referent.number), _GENDERS.get(phrase.noun)
        if doubt is None or gender is None:
            return doubt
        fitting = tuple(one for one in doubt.candidates if self._gender_of(one.entity_id) in (None, gender))
        return Doubt(doubt.name, fitting) if len(fitting) > 1 else None

    def _gender_of(self, key: str) -> str | None:
        entity = self._naming.registry.get(key)
        if entity:
            return entity.gender
        return next((one.gender for one in self._people() if provisional_key(one.name) == key), None)

    def _before_relative(self, span: Span) -> Referent | None:
        near = self._inside(Span(max(0, span.start - 2 * _RELATIVE_GAP), span.start))
        nearest_first = near[::-1]
        for mention in sorted(nearest_first, key=lambda mention: mention.kind is EntityKind.PLACE):
            between = self._text[mention.span.end : span.start].strip()
            if len(between) < _RELATIVE_GAP and re.fullmatch(r"|,|[,(].*[,)]|of .*,?|\(.*", between):
                return self._referents.of(mention)
        return None

    def _best_person(self, place: Place) -> Referent | None:
        people = [person for person in self._people() if person.gender in (None, place.gender)]
        return self._best(place, people)

    def _people(self) -> list[Referent]:
        return [referent for referent in self._referents.all if referent.kind is EntityKind.PERSON]

    def _bodies(self) -> list[Referent]:
        """Organisations and governments; places only once they have spoken or when they can speak for a government."""
        spoke = {occurrence.referent for occurrence in self._trail if occurrence.speaker}
        return [
            referent
            for referent in self._referents.all
            if referent.kind is not EntityKind.PERSON
            and (referent.kind is not EntityKind.PLACE or referent.number in spoke or self._naming.body(referent.name))
        ]

    def _best(self, place: Place, fitting: Sequence[Referent]) -> Referent | None:
        last = self._last.referent.number if self._last and self._last.referent else None
        ranked = rank(place, fitting, self._trail, last)
        return ranked[0][1] if ranked else None

    def _ahead(self, place: Place) -> Referent | None:
        """The first person of the gender named after the pronoun, when nobody is named before it."""
        for mention in self._inside(Span(place.position, min(place.position + _AHEAD, len(self._text)))):
            referent = self._referents.of(mention)
            if referent.kind is EntityKind.PERSON and referent.gender in (None, place.gender):
                return referent
        return None

    def _description(self, phrase: Phrase, place: Place) -> _Answer:
        holder = self._naming.holder(phrase.text)
        if holder:
            return _Answer(self._known(holder), Resolution.ROLE, phrase, holder)
        if phrase.owner and phrase.owner.kind is EntityKind.ORGANISATION and phrase.noun in load_roles()["document"]:
            return self._followed(self._referents.of(phrase.owner), Resolution.DESCRIPTION, phrase)
        people = [person for person in self._people() if person.named]
        bodies = [body for body in self._referents.all if body.kind is not EntityKind.PERSON and body.named]
        fitting = person_candidates(phrase, people, self._naming) or body_candidates(phrase, bodies)
        found = self._best(place, fitting) or self._camp(phrase, place) or self._nameless(phrase)
        return self._followed(found, Resolution.DESCRIPTION, phrase)

    def _known(self, entity: Entity) -> Referent:
        present = [referent for referent in self._referents.all if referent.entity_id == entity.id]
        if present:
            return present[0]
        return self._referents.describe(entity.name, entity.kind, entity.id, entity.gender, plural=False)

    def _camp(self, phrase: Phrase, place: Place) -> Referent | None:
        """ "her campaign": that of whom the pronoun means; "the administration": that of whom the article calls president."""
        owners = self._owners(phrase)
        owner = self._best(self._layout.place(place.position, None, place.barred), owners)
        if owner is None or not owner.named:
            return None
        name = f"{owner.name.split()[-1]} {phrase.noun}"
        return next((body for body in self._referents.all if body.name == name), None) or self._referents.add_body(name)

    def _owners(self, phrase: Phrase) -> list[Referent]:
        if phrase.noun not in CAMPS or len(phrase.words) != 2:
            return []
        if phrase.words[0] in _GENDERS:
            return [person for person in self._people() if person.gender in (None, _GENDERS[phrase.words[0]])]
        if phrase.words[0] != "the" or phrase.noun not in _LED:
            return []
        return [person for person in self._people() if _LED[phrase.noun] & _office_words(person, self._naming)]

    def _nameless(self, phrase: Phrase) -> Referent:
        roles = load_roles()
        singular = phrase.noun in roles["person"] | roles["official"]
        body = phrase.noun in roles["body"] | roles["document"]
        kind = EntityKind.PERSON if singular else EntityKind.ORGANISATION if body else None
        gender = "f" if phrase.noun in roles["f"] else "m" if phrase.noun in roles["m"] else None
        name = shorten(phrase.text)
        noun = phrase.noun if phrase.words[:1] == ("the",) and phrase.owner is None and phrase.noun else name
        return self._referents.describe(name, kind, noun, gender, kind is None)

    def _speaker(self, answer: _Answer) -> Speaker:
        phrase, referent, entity = answer.phrase, answer.referent, answer.entity
        mention = phrase.span if phrase else None
        if referent is None:
            name = phrase.text if phrase else ""
            return Speaker(self._nameless_key(name), name, None, mention, Resolution.UNRESOLVED)
        if answer.doubt:
            return self._unsure(answer, answer.doubt)
        entity = entity or self._naming.registry.get(referent.entity_id or "")
        name = entity.name if entity else _joined_names(referent.name, phrase, self._referents)
        role = referent.roles[0] if referent.roles else None
        stated = role or (phrase.text if phrase and not referent.named else None)
        behind = self._naming.spoken_for(entity.id if entity else None, stated)
        key = provisional_key(name) if referent.named else self._nameless_key(name)
        return Speaker(
            key=entity.id if entity else key,
            name=name,
            kind=entity.kind if entity else referent.kind,
            mention=mention,
            resolution=answer.resolution,
            entity_id=entity.id if entity else None,
            role=role,
            speaks_for=behind.name if behind else None,
            speaks_for_id=behind.id if behind else None,
            candidates=() if entity else referent.candidates,
        )

    def _unsure(self, answer: _Answer, doubt: Doubt) -> Speaker:
        """Called as the article calls them, with everybody who may be meant."""
        phrase = answer.phrase
        role = phrase.role if phrase and phrase.role else None
        behind = self._naming.spoken_for(None, role)
        return Speaker(
            key=doubt.key,
            name=_joined_names(doubt.name, phrase, self._referents),
            kind=EntityKind.PERSON,
            mention=phrase.span if phrase else None,
            resolution=answer.resolution,
            role=role,
            speaks_for=behind.name if behind else None,
            speaks_for_id=behind.id if behind else None,
            candidates=doubt.candidates,
        )

    def _nameless_key(self, name: str) -> str:
        """A key of this article only: "a spokesman" elsewhere is somebody else."""
        return f"{provisional_key(name)}-{digest(self._scope)[:8]}"


def _joined_names(name: str, phrase: Phrase | None, referents: Referents) -> str:
    if phrase is None or not phrase.others:
        return name
    return " and ".join(dict.fromkeys([*(referents.of(other).name for other in phrase.others), name]))


def _with_camps(text: str, mentions: Sequence[Mention]) -> list[Mention]:
    """ "Clinton" before "campaign" names the campaign."""
    return [_as_camp(text, mention) if mention.kind is EntityKind.PERSON else mention for mention in mentions]


def _as_camp(text: str, mention: Mention) -> Mention:
    found = _CAMP.match(text, mention.span.end)
    if not found:
        return mention
    name = f"{mention.text.split()[-1]} {found.group(1)}"
    return Mention(Span(mention.span.start, found.end()), name, EntityKind.ORGANISATION, mention.score)


def _office_words(person: Referent, naming: Naming) -> set[str]:
    offices = [*person.roles, *naming.offices(person.entity_id)]
    return {word for office in offices for word in office.lower().split()} - {"former", "vice"}


def _anchor(attribution: Attribution) -> int:
    return attribution.source[1] if attribution.source else attribution.content[0][0]
