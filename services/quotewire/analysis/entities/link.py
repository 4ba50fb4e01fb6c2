"""Names of a text joined to the known entities that they may stand for, as of the article's day."""

import re
from bisect import bisect_right
from collections import Counter, defaultdict
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from datetime import date

from quotewire.analysis.encoder.attribution import NamedSpan
from quotewire.analysis.entities.names import load_name_words, parse_name, same_person, strip_titles
from quotewire.analysis.entities.registry import AliasHit, Registry
from quotewire.analysis.entities.tokens import fold_name
from quotewire.model.entity import Entity, SurnameRule
from quotewire.model.mention import Candidate, EntityKind, Mention
from quotewire.model.span import Span

_CURRENT_ROLE = 2.0  # weight of a namesake who holds an office on the day
_REPEATED = 0.5  # score of a name found only because it was seen before
_SPEAKS = re.compile(
    r"\s+(?:said|says|told|tells|added|adds|argued|insisted|warned|claimed|replied|announced|tweeted|wrote|denied)\b"
)
_INITIALS = re.compile(r"(?<=\s)(?:[^\W\d_]\.?\s+)+(?=\w{2})")
_LAST_WORD = re.compile(r"[^\W\d_][\w’'\-]*$")
_WORDS_AND_NAMES = frozenset(
    {"may", "will", "hope", "grant", "mark", "long", "young", "best", "day", "house", "law", "more"}
)
_LONGEST_TITLE = 12  # characters
CERTAIN = 0.9
"""Share of the weights from which one namesake is taken as meant."""


def link_mentions(text: str, names: Sequence[NamedSpan], registry: Registry, day: date) -> tuple[Mention, ...]:
    """Every name as a mention, in order, none overlapping; aliases are found where the recogniser saw no name too."""
    names = [_on_one_line(text, name) for name in names]
    found = [*_from_aliases(text, names, registry, day), *(_from_name(text, name, registry, day) for name in names)]
    surnames = _surnames(found)
    found = [_as_person(mention, surnames) for mention in found]
    settled = _without_overlaps([*found, *_repeated(text, surnames)])
    return tuple(_with_surnames(text, settled, registry))


def _on_one_line(text: str, name: NamedSpan) -> NamedSpan:
    """A name does not go on behind the end of its line: what stands there is a dateline or the next paragraph."""
    ended = text.find("\n", name.start, name.end)
    return name if ended <= name.start else replace(name, end=ended)


def _without_overlaps(mentions: list[Mention]) -> list[Mention]:
    """In text order; of mentions that overlap the longest, of equal ones the one that is linked."""
    kept: list[Mention] = []
    for mention in sorted(mentions, key=lambda mention: (mention.span.start, -_weight(mention))):
        if not kept or mention.span.start >= kept[-1].span.end:
            kept.append(mention)
        elif _weight(mention) > _weight(kept[-1]) and (len(kept) < 2 or kept[-2].span.end <= mention.span.start):
            kept[-1] = mention
    return kept


def _weight(mention: Mention) -> float:
    known = mention.entity_id is not None or bool(mention.candidates)
    return len(mention.span) + 0.5 * known + 0.1 * mention.score


def _from_aliases(text: str, names: Sequence[NamedSpan], registry: Registry, day: date) -> Iterator[Mention]:
    bare = sorted((_bare_span(text, name), name.score) for name in names)
    starts = [span.start for span, _ in bare]
    for hit in registry.find(text):
        at = bisect_right(starts, hit.span.start) - 1
        around, score = bare[at] if at >= 0 and bare[at][0].contains(hit.span) else (hit.span, 1.0)
        if _is_whole(text, hit.span, around) or _extends(text, hit, around, registry):
            yield _mention(around, around.of(text), _kind(registry, hit), _weigh(registry, hit.entity_ids, day), score)


def _is_whole(text: str, found: Span, around: Span) -> bool:
    """Whether the alias is all of the name, but for the stop of an abbreviation ("Jr.")."""
    return found.start == around.start and not text[found.end : around.end].strip(".")


def _surnames(mentions: Sequence[Mention]) -> frozenset[str]:
    """Last words of the full names of people, as written."""
    full = (mention.text for mention in mentions if mention.kind is EntityKind.PERSON and " " in mention.text)
    words = (_LAST_WORD.search(name) for name in full)
    return frozenset(word.group() for word in words if word and word.group()[0].isupper() and len(word.group()) > 2)


def _as_person(mention: Mention, surnames: frozenset[str]) -> Mention:
    """A person's surname that was taken for an organisation."""
    mistaken = _may_be_mistaken(mention) and mention.text in surnames
    return replace(mention, kind=EntityKind.PERSON) if mistaken else mention


def _may_be_mistaken(mention: Mention) -> bool:
    unsure = mention.kind is EntityKind.PLACE and mention.score <= _REPEATED
    return (unsure or mention.kind is EntityKind.ORGANISATION) and not mention.entity_id


def _repeated(text: str, surnames: frozenset[str]) -> Iterator[Mention]:
    """Surnames that the recogniser passed over where they stand alone; not where they open a sentence like a word."""
    if not surnames:
        return
    for found in re.finditer(rf"\b(?:{'|'.join(sorted(map(re.escape, surnames)))})\b(?![-\w])", text):
        if found.group().lower() not in _WORDS_AND_NAMES or _SPEAKS.match(text, found.end()):
            yield Mention(Span(*found.span()), found.group(), EntityKind.PERSON, _REPEATED)


def _extends(text: str, hit: AliasHit, around: Span, registry: Registry) -> bool:
    """Whether the longer name is the same person's, with an initial or second name more than the alias."""
    if _kind(registry, hit) is not EntityKind.PERSON:
        return False
    longer, known = parse_name(around.of(text)), parse_name(hit.span.of(text))
    return bool(longer and known and known.full and longer.suffix == known.suffix and same_person(longer, known))


def _from_name(text: str, name: NamedSpan, registry: Registry, day: date) -> Mention:
    if name.kind != "person":
        span = Span(name.start, name.end)
        return Mention(span, span.of(text), EntityKind(name.kind), name.score)
    span = _bare_span(text, name)
    shown = span.of(text)
    return _mention(span, shown, EntityKind.PERSON, _without_initials(shown, registry, day), name.score)


def _without_initials(shown: str, registry: Registry, day: date) -> tuple[Candidate, ...]:
    """ "Mike R. Pence" is the Mike Pence who is known, if he is in office; else he may be, and so may somebody unknown."""
    bare = _INITIALS.sub("", shown)
    if bare == shown:
        return ()
    known = [entity for entity in registry.by_name(bare) if entity.kind is EntityKind.PERSON]
    known = [entity for entity in known if not _contradicts(shown, entity)]
    if len(known) == 1 and _in_office(known[0], day):
        return (Candidate(known[0].id, 1.0),)
    return tuple(Candidate(entity.id, 1 / (len(known) + 1)) for entity in known)


def _contradicts(shown: str, entity: Entity) -> bool:
    """Whether the entity is known with another second name: John F. Kennedy is not John N. Kennedy."""
    second = [word[0].casefold() for word in shown.split()[1:-1]]
    others = [name.split() for name in (entity.name, *entity.aliases)]
    known = [[word[0].casefold() for word in name[1:-1]] for name in others if name[-1:] == shown.split()[-1:]]
    return any(known) and second not in known


def _bare_span(text: str, name: NamedSpan) -> Span:
    start, end = strip_titles(text[name.start : name.end])
    return Span(name.start + start, name.start + end)


def _kind(registry: Registry, hit: AliasHit) -> EntityKind:
    entity = registry.get(hit.entity_ids[0])
    return entity.kind if entity else EntityKind.ORGANISATION


def _mention(span: Span, shown: str, kind: EntityKind, candidates: tuple[Candidate, ...], score: float) -> Mention:
    sure = candidates[0].entity_id if candidates and candidates[0].score >= CERTAIN else None
    return Mention(span, shown, kind, score, sure, () if sure else candidates)


def _weigh(registry: Registry, entity_ids: Sequence[str], day: date) -> tuple[Candidate, ...]:
    """Namesakes with shares that sum to 1; who holds an office on the day weighs more."""
    entities = [entity for entity_id in entity_ids if (entity := registry.get(entity_id))]
    weights = [_CURRENT_ROLE if _in_office(entity, day) else 1.0 for entity in entities]
    shares = [Candidate(entity.id, weight / sum(weights)) for entity, weight in zip(entities, weights, strict=True)]
    return tuple(sorted(shares, key=lambda candidate: (-candidate.score, candidate.entity_id)))


def _in_office(entity: Entity, day: date) -> bool:
    return any(role.held_on(day) for role in entity.roles)


def _with_surnames(text: str, mentions: list[Mention], registry: Registry) -> Iterator[Mention]:
    """Surnames joined to the person whom the text names in full or by a linked alias.

    Several stay candidates, each with a share as large as the text names it often; "Mr." and "Mrs." tell some apart.
    """
    people = [mention for mention in mentions if mention.kind is EntityKind.PERSON]
    full = [(name, mention) for mention in people if (name := parse_name(mention.text)) and name.full]
    linked = _linked_surnames(people, registry)
    for mention in mentions:
        if mention.kind is not EntityKind.PERSON or mention.entity_id:
            yield mention
            continue
        name = parse_name(mention.text)
        bearers = [other.entity_id for parsed, other in full if name and not name.full and same_person(name, parsed)]
        bearers += [one for one in linked.get(fold_name(mention.text), ()) if one not in bearers]
        gender = _titled_gender(text, mention.span)
        yield _by_surname(mention, [one for one in bearers if _may_be(one, gender, registry)], registry)


def _titled_gender(text: str, span: Span) -> str | None:
    """What a title right before the name says: "f" or "m"."""
    before = fold_name(text[max(0, span.start - _LONGEST_TITLE) : span.start])[-1:]
    words = load_name_words()
    return "f" if words.female.intersection(before) else "m" if words.male.intersection(before) else None


def _may_be(entity_id: str | None, gender: str | None, registry: Registry) -> bool:
    entity = registry.get(entity_id) if entity_id else None
    return entity is None or None in (gender, entity.gender) or entity.gender == gender


def _linked_surnames(people: Sequence[Mention], registry: Registry) -> Mapping[tuple[str, ...], list[str]]:
    """The surnames that the registry knows of those who are linked: "Wasserman Schultz", the Biden of "President Biden"."""
    surnames: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for mention in people:
        entity = registry.get(mention.entity_id) if mention.entity_id else None
        if entity and entity.surname:
            surnames[fold_name(entity.surname)].append(entity.id)
    return surnames


def _by_surname(mention: Mention, bearers: Sequence[str | None], registry: Registry) -> Mention:
    """``bearers`` has None for a bearer whom nobody knows, who takes a share too."""
    named = Counter(bearers)
    allowed = [entity_id for entity_id in named if entity_id and _may_stand_alone(registry.get(entity_id))]
    found = (Candidate(entity_id, named[entity_id] / len(bearers)) for entity_id in allowed)
    shares = tuple(sorted(found, key=lambda candidate: (-candidate.score, candidate.entity_id)))
    return _mention(mention.span, mention.text, mention.kind, shares, mention.score) if shares else mention


def _may_stand_alone(entity: Entity | None) -> bool:
    return entity is not None and entity.surname_rule is not SurnameRule.NEVER
