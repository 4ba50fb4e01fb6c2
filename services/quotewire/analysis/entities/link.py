"""Names of a text joined to the known entities that they may stand for, as of the article's day."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from datetime import date

from quotewire.analysis.encoder.attribution import NamedSpan
from quotewire.analysis.entities.names import PersonName, parse_name, same_person, strip_titles
from quotewire.analysis.entities.registry import AliasHit, Registry
from quotewire.model.entity import Entity, SurnameRule
from quotewire.model.mention import Candidate, EntityKind, Mention
from quotewire.model.span import Span

_CURRENT_ROLE = 2.0  # weight of a namesake who holds an office on the day
_REPEATED = 0.5  # score of a name found only because it was seen before
_LAST_WORD = re.compile(r"[^\W\d_][\w’'\-]*$")
_WORDS_AND_NAMES = frozenset(
    ["may", "will", "hope", "grant", "mark", "long", "young", "best", "case", "day", "early", "house", "law", "more", "park"]
)
_CERTAIN = 0.9  # share of the weights from which one namesake is taken as meant


def link_mentions(text: str, names: Sequence[NamedSpan], registry: Registry, day: date) -> tuple[Mention, ...]:
    """Every name as a mention, in order, none overlapping; aliases are found where the recogniser saw no name too."""
    mentions = [*_from_aliases(text, names, registry, day)]
    taken = [mention.span for mention in mentions]
    mentions += [_from_name(text, name) for name in names if not _covered(Span(name.start, name.end), taken)]
    surnames = _surnames(mentions)
    mentions = [_as_person(mention, surnames) for mention in mentions]
    mentions += _repeated(text, surnames, [mention.span for mention in mentions])
    mentions.sort(key=lambda mention: mention.span)
    return tuple(_with_surnames(mentions, registry))


def _from_aliases(text: str, names: Sequence[NamedSpan], registry: Registry, day: date) -> Iterator[Mention]:
    bare = {_bare_span(text, name): name for name in names}
    for hit in registry.find(text):
        around = next((span for span in bare if span.contains(hit.span)), hit.span)
        if around == hit.span:
            candidates = _weigh(registry, hit.entity_ids, day)
            yield _mention(
                hit.span,
                hit.span.of(text),
                _kind(registry, hit),
                candidates,
                bare[around].score if around in bare else 1.0,
            )
        elif _extends(text, hit, around, registry):
            yield _mention(
                around, around.of(text), _kind(registry, hit), _weigh(registry, hit.entity_ids, day), bare[around].score
            )


def _surnames(mentions: Sequence[Mention]) -> frozenset[str]:
    """Last words of the full names of people, as written."""
    full = (mention.text for mention in mentions if mention.kind is EntityKind.PERSON and " " in mention.text)
    words = (_LAST_WORD.search(name) for name in full)
    return frozenset(word.group() for word in words if word and word.group()[0].isupper() and len(word.group()) > 2)


def _as_person(mention: Mention, surnames: frozenset[str]) -> Mention:
    """A person's surname that was taken for an organisation."""
    mistaken = mention.kind is EntityKind.ORGANISATION and not mention.entity_id and mention.text in surnames
    return replace(mention, kind=EntityKind.PERSON) if mistaken else mention


def _repeated(text: str, surnames: frozenset[str], taken: Sequence[Span]) -> Iterator[Mention]:
    """Surnames that the recogniser passed over where they stand alone; not where they open a sentence like a word."""
    if not surnames:
        return
    for found in re.finditer(r"\b(?:%s)\b(?![-\w])" % "|".join(sorted(map(re.escape, surnames))), text):
        span = Span(*found.span())
        if not _covered(span, taken) and found.group().lower() not in _WORDS_AND_NAMES:
            yield Mention(span, found.group(), EntityKind.PERSON, _REPEATED)


def _extends(text: str, hit: AliasHit, around: Span, registry: Registry) -> bool:
    """Whether the longer name is the same person's, with an initial or second name more than the alias."""
    if _kind(registry, hit) is not EntityKind.PERSON:
        return False
    longer, known = parse_name(around.of(text)), parse_name(hit.span.of(text))
    return bool(longer and known and known.full and longer.suffix == known.suffix and same_person(longer, known))


def _from_name(text: str, name: NamedSpan) -> Mention:
    span = _bare_span(text, name) if name.kind == "person" else Span(name.start, name.end)
    return Mention(span, span.of(text), EntityKind(name.kind), name.score)


def _bare_span(text: str, name: NamedSpan) -> Span:
    start, end = strip_titles(text[name.start : name.end])
    return Span(name.start + start, name.start + end)


def _covered(span: Span, taken: Sequence[Span]) -> bool:
    return any(span.overlaps(other) for other in taken)


def _kind(registry: Registry, hit: AliasHit) -> EntityKind:
    entity = registry.get(hit.entity_ids[0])
    return entity.kind if entity else EntityKind.ORGANISATION


def _mention(span: Span, shown: str, kind: EntityKind, candidates: tuple[Candidate, ...], score: float) -> Mention:
    sure = candidates[0].entity_id if candidates and candidates[0].score >= _CERTAIN else None
    return Mention(span, shown, kind, score, sure, () if sure else candidates)


def _weigh(registry: Registry, entity_ids: Sequence[str], day: date) -> tuple[Candidate, ...]:
    """Namesakes with shares that sum to 1; who holds an office on the day weighs more."""
    entities = [entity for entity_id in entity_ids if (entity := registry.get(entity_id))]
    weights = [_CURRENT_ROLE if _in_office(entity, day) else 1.0 for entity in entities]
    shares = [Candidate(entity.id, weight / sum(weights)) for entity, weight in zip(entities, weights, strict=True)]
    return tuple(sorted(shares, key=lambda candidate: (-candidate.score, candidate.entity_id)))


def _in_office(entity: Entity, day: date) -> bool:
    return any(role.held_on(day) for role in entity.roles)


def _with_surnames(mentions: list[Mention], registry: Registry) -> Iterator[Mention]:
    """Surnames joined to the person whose full name the text has; several such people stay candidates."""
    full = [
        (name, mention)
        for mention in mentions
        if mention.kind is EntityKind.PERSON and (name := parse_name(mention.text)) and name.full
    ]
    for mention in mentions:
        name = parse_name(mention.text) if mention.kind is EntityKind.PERSON and not mention.entity_id else None
        yield _by_surname(mention, name, full, registry) if name and not name.full else mention


def _by_surname(
    mention: Mention, name: PersonName, full: list[tuple[PersonName, Mention]], registry: Registry
) -> Mention:
    bearers = [other for parsed, other in full if same_person(name, parsed)]
    ids = dict.fromkeys(other.entity_id for other in bearers)
    allowed = [entity_id for entity_id in ids if entity_id and _may_stand_alone(registry.get(entity_id))]
    shares = tuple(Candidate(entity_id, 1 / len(ids)) for entity_id in allowed)
    return _mention(mention.span, mention.text, mention.kind, shares, mention.score) if shares else mention


def _may_stand_alone(entity: Entity | None) -> bool:
    return entity is not None and entity.surname_rule is not SurnameRule.NEVER
