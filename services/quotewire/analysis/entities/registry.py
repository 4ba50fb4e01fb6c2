"""Every known entity, found by name in a text or by role on a day."""

from collections import defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from datetime import date

from ahocorasick_rs import AhoCorasick, MatchKind

from quotewire.analysis.entities.tokens import find_tokens, fold_name, fold_token
from quotewire.model.entity import Entity, Role, SurnameRule, title_word
from quotewire.model.mention import EntityKind
from quotewire.model.span import Span

_EDGE = "\x1f"
_ARTICLES = frozenset({"the", "a", "an"})
_COMMON_WORDS = frozenset(
    {"us", "it", "who", "un", "am", "is", "in", "or", "so", "me", "aid", "cia", "pm", "may", "will"}
)
_SMALL_WORDS = frozenset({"of", "for", "the", "to", "at", "in", "s", "a", "an"})
_ACRONYM_LENGTH = 6


@dataclass(frozen=True, slots=True)
class AliasHit:
    """An alias found in a text, and the ids of every entity that bears it."""

    span: Span
    alias: str
    entity_ids: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class _Alias:
    text: str
    shape: str  # one letter a word: A needs capitals throughout, C a capital first, x nothing
    entity_id: str


@dataclass(frozen=True, slots=True)
class _Words:
    """A text as folded words between edges, and where each word stands in text and haystack."""

    tokens: list[str]
    starts: list[int]
    ends: list[int]
    haystack: str
    number_at: dict[int, int]  # haystack offset of the edge before a word -> number of the word


class Registry:
    """Known entities, indexed once. Build it anew when entities change; finding never changes it."""

    def __init__(self, entities: Mapping[str, Entity], aliases: Mapping[str, Sequence[_Alias]]) -> None:
        self._entities = entities
        self._keys = list(aliases)
        self._aliases = list(aliases.values())
        self._number = {key: number for number, key in enumerate(self._keys)}
        self._automaton = AhoCorasick(self._keys, matchkind=MatchKind.Standard)
        self._roles = _index_roles(entities.values())
        self._metonyms = _index_words(entities.values(), "metonyms")
        self._demonyms = _index_words(entities.values(), "demonyms")
        self._surnames = _index_surnames(entities.values())

    @classmethod
    def build(cls, entities: Sequence[Entity]) -> "Registry":
        """Index names and aliases; of two entities with one id the later wins."""
        by_id = {entity.id: _by_office(entity) for entity in entities}
        aliases: defaultdict[str, list[_Alias]] = defaultdict(list)
        for entity in by_id.values():
            for text in _names_of(entity):
                words = [found.group() for found in find_tokens(text)]
                if words:
                    key = _join(map(fold_token, words))
                    aliases[key].append(_Alias(text, "".join(map(_shape, words)), entity.id))
        return cls(by_id, aliases)

    def __len__(self) -> int:
        return len(self._entities)

    def get(self, entity_id: str) -> Entity | None:
        return self._entities.get(entity_id)

    def find(self, text: str) -> list[AliasHit]:
        """Names and aliases at word boundaries, leftmost first and longest of those that overlap."""
        words = _cut(text)
        hits = [hit for found in self._automaton.find_matches_as_indexes(words.haystack, overlapping=True)
                if (hit := self._accept(words, *found))]  # fmt: skip
        return _leftmost_longest(hits)

    def by_name(self, name: str) -> tuple[Entity, ...]:
        """Every entity that bears exactly this name or alias, whatever case and accents."""
        number = self._number.get(_join(fold_name(name)))
        return () if number is None else self._resolve(alias.entity_id for alias in self._aliases[number])

    def by_surname(self, surname: str) -> tuple[Entity, ...]:
        """People with this surname whose surname may stand alone (see SurnameRule)."""
        return self._resolve(self._surnames.get(fold_name(surname), ()))

    def holders(self, role_title: str, of_entity_id: str, day: date) -> tuple[Entity, ...]:
        """Who held the role on the day."""
        held = self._roles.get((_office(role_title), of_entity_id), ())
        return self._resolve(entity_id for role, entity_id in held if role.held_on(day))

    def metonym(self, text: str) -> Entity | None:
        """The government or institution that "the Kremlin" or "Moscow" stands for as a speaker; None if several do.

        Capitals count: "US" is a country and "us" is a pronoun.
        """
        return self._single(self._metonyms, text)

    def demonym(self, text: str) -> Entity | None:
        """The government that "Russian" belongs to; None if several do."""
        return self._single(self._demonyms, text)

    def _single(self, index: Mapping[tuple[str, ...], Sequence[_Alias]], text: str) -> Entity | None:
        shown = _without_article(tuple(found.group() for found in find_tokens(text)))
        meant = index.get(tuple(map(fold_token, shown)), ())
        found = {alias.entity_id for alias in meant if _fits(alias.shape, shown)}
        return self._entities[found.pop()] if len(found) == 1 else None

    def _resolve(self, ids: Iterable[str]) -> tuple[Entity, ...]:
        return tuple(self._entities[entity_id] for entity_id in dict.fromkeys(ids))

    def _accept(self, words: _Words, pattern: int, start: int, end: int) -> AliasHit | None:
        first, last = words.number_at[start], words.number_at[end - 1] - 1
        shown = words.tokens[first : last + 1]
        fitting = [alias for alias in self._aliases[pattern] if _fits(alias.shape, shown)]
        if not fitting or _shouted_word(words, first, last):
            return None
        ids = tuple(dict.fromkeys(alias.entity_id for alias in fitting))
        return AliasHit(Span(words.starts[first], words.ends[last]), fitting[0].text, ids)


def _by_office(entity: Entity) -> Entity:
    """A person with offices speaks for somebody while one is held, and not for good."""
    return replace(entity, speaks_for=None) if entity.kind is EntityKind.PERSON and entity.roles else entity


def _names_of(entity: Entity) -> Iterable[str]:
    names = [entity.name, *entity.aliases]
    if entity.surname and entity.surname_rule is SurnameRule.ALWAYS:
        names.append(entity.surname)
    return dict.fromkeys(names)


def _cut(text: str) -> _Words:
    tokens, starts, ends, folded = [], [], [], []
    number_at: dict[int, int] = {0: 0}
    offset = 0
    for number, found in enumerate(find_tokens(text)):
        tokens.append(found.group())
        starts.append(found.start())
        ends.append(found.end())
        folded.append(fold_token(found.group()))
        offset += len(folded[-1]) + 1
        number_at[offset] = number + 1
    return _Words(tokens, starts, ends, _join(folded), number_at)


def _join(words: Iterable[str]) -> str:
    return f"{_EDGE}{_EDGE.join(words)}{_EDGE}"


def _shape(word: str) -> str:
    plain = word.replace(".", "")
    if len(plain) > 1 and plain.isupper() and len(plain) <= _ACRONYM_LENGTH:
        return "A"
    return "C" if plain[:1].isupper() else "x"


def _fits(shape: str, words: Sequence[str]) -> bool:
    return all(wanted == "x" or _has_case(wanted, word) for wanted, word in zip(shape, words, strict=True))


def _has_case(wanted: str, word: str) -> bool:
    return word.replace(".", "").isupper() if wanted == "A" else word[:1].isupper()


def _shouted_word(words: _Words, first: int, last: int) -> bool:
    """Whether a single common word merely stands in capitals because everything around it does ("TELL US NOW")."""
    if first != last or fold_token(words.tokens[first]) not in _COMMON_WORDS or "." in words.tokens[first]:
        return False
    around = words.tokens[max(0, first - 2) : first] + words.tokens[last + 1 : last + 3]
    return len(around) > 1 and all(word.isupper() for word in around)


def _leftmost_longest(hits: list[AliasHit]) -> list[AliasHit]:
    kept: list[AliasHit] = []
    for hit in sorted(hits, key=lambda hit: (hit.span.start, -hit.span.end)):
        if not kept or hit.span.start >= kept[-1].span.end:
            kept.append(hit)
    return kept


def _index_roles(entities: Iterable[Entity]) -> dict[tuple[tuple[str, ...], str], list[tuple[Role, str]]]:
    index: defaultdict[tuple[tuple[str, ...], str], list[tuple[Role, str]]] = defaultdict(list)
    for entity in entities:
        for role in entity.roles:
            index[_office(role.title), role.of].append((role, entity.id))
    return dict(index)


def _office(title: str) -> tuple[str, ...]:
    """The words of an office that tell it from others: "secretary of state" is "secretary", "state"."""
    return tuple(title_word(word) for word in fold_name(title) if word not in _SMALL_WORDS)


def _index_words(entities: Iterable[Entity], attribute: str) -> dict[tuple[str, ...], list[_Alias]]:
    index: defaultdict[tuple[str, ...], list[_Alias]] = defaultdict(list)
    for entity in entities:
        for text in getattr(entity, attribute):
            words = _without_article(tuple(found.group() for found in find_tokens(text)))
            shape = "".join(map(_shape, words))
            index[tuple(map(fold_token, words))].append(_Alias(text, shape, entity.id))
    return dict(index)


def _index_surnames(entities: Iterable[Entity]) -> dict[tuple[str, ...], list[str]]:
    index: defaultdict[tuple[str, ...], list[str]] = defaultdict(list)
    for entity in entities:
        if entity.surname and entity.surname_rule is not SurnameRule.NEVER:
            index[fold_name(entity.surname)].append(entity.id)
    return dict(index)


def _without_article(words: tuple[str, ...]) -> tuple[str, ...]:
    return words[1:] if len(words) > 1 and words[0].lower() in _ARTICLES else words
