"""Who and what an article speaks of: mentions of one person or body gathered under the best name."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from functools import lru_cache

from quotewire.analysis.entities.link import CERTAIN
from quotewire.analysis.entities.names import PersonName, load_name_words, parse_name, same_person
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.entities.tokens import fold_name
from quotewire.model.ids import doubtful_key, provisional_key
from quotewire.model.mention import Candidate, EntityKind, Mention

_TITLE_BEFORE = 16  # characters looked at for "Mrs." before a name
_REACH = 400  # referents looked back at for the same name: more than an article has
_NOTHING = 0.001  # what rounding leaves of a whole
_SMALL_WORDS = frozenset({"of", "the", "for", "and", "on", "in", "to", "a", "at", "de"})


@dataclass(frozen=True, slots=True)
class Doubt:
    """A surname as written, and the people of the article it may mean; those whom no list knows by provisional key."""

    name: str
    candidates: tuple[Candidate, ...]

    @property
    def key(self) -> str:
        return doubtful_key(self.name, (one.entity_id for one in self.candidates))


@dataclass(slots=True)
class Referent:
    """One person, body or place of the article; ``kind`` is None for a description of several or of no known kind.

    ``roles`` are offices as the article words them, the first first.
    """

    number: int
    kind: EntityKind | None
    name: str
    gender: str | None = None
    entity_id: str | None = None
    candidates: tuple[Candidate, ...] = ()
    roles: list[str] = field(default_factory=list)
    person: PersonName | None = None
    count: int = 0
    in_full: int = 0  # of these, with a given name
    noun: str = ""  # of a description that names nobody ("the source")
    plural: bool = False

    @property
    def named(self) -> bool:
        return not self.noun


class Referents:
    """Built by adding mentions in text order; ``of`` answers for a mention added before.

    A surname that several people bear counts for the one named most, so that pronouns after it find somebody; ``doubt``
    has all of them.
    """

    def __init__(self, text: str, registry: Registry, given_names: Mapping[str, str]) -> None:
        self._text = text
        self._registry = registry
        self._given_names = given_names
        self._by_mention: dict[int, Referent] = {}
        self._doubts: dict[int, Doubt] = {}
        self._short: list[tuple[Mention, PersonName, str | None, int]] = []  # with how many stood before it
        self.all: list[Referent] = []

    @classmethod
    def gather(
        cls, text: str, mentions: Iterable[Mention], registry: Registry, given_names: Mapping[str, str]
    ) -> "Referents":
        gathered = cls(text, registry, given_names)
        for mention in mentions:
            gathered._add(mention)
        for short in gathered._short:
            gathered._weigh(*short)
        return gathered

    def of(self, mention: Mention) -> Referent:
        return self._by_mention[mention.span.start]

    def doubt(self, mention: Mention) -> Doubt | None:
        """Whom a mention added before may mean, when that cannot be told."""
        return self._doubts.get(mention.span.start)

    def describe(self, name: str, kind: EntityKind | None, noun: str, gender: str | None, plural: bool) -> Referent:
        """Somebody whom the article describes and does not name; the same noun means the same one."""
        known = [other for other in self.all if other.kind is kind and _means(other.noun, noun)]
        if known:
            return known[-1]
        self.all.append(Referent(len(self.all), kind, name, gender, noun=noun, plural=plural))
        return self.all[-1]

    def add_body(self, name: str) -> Referent:
        """A body that no mention names, but that has a name all the same ("her campaign")."""
        self.all.append(Referent(len(self.all), EntityKind.ORGANISATION, name))
        return self.all[-1]

    def _add(self, mention: Mention) -> None:
        person = parse_name(mention.text) if mention.kind is EntityKind.PERSON else None
        gender = self._gender(mention, person)
        if person and _is_surname(person) and not mention.entity_id:
            self._short.append((mention, person, gender, len(self.all)))
        known = self._same(mention, person, gender) or self._new(mention)
        self._enrich(known, mention, person, gender)
        self._by_mention[mention.span.start] = known

    def _weigh(self, mention: Mention, person: PersonName, gender: str | None, before: int) -> None:
        """Where the listed leave a share to somebody else, that one may be named later; else who bears the name by then."""
        around = self.all if mention.candidates else self.all[:before]
        bearers = [known for known in around[-_REACH:] if _bears(known, mention, person, gender)]
        left, named = 1.0 - sum(one.score for one in mention.candidates), sum(known.in_full for known in bearers)
        unlisted = [Candidate(provisional_key(known.name), left * known.in_full / named) for known in bearers]
        candidates = (*mention.candidates, *(one for one in unlisted if one.score > _NOTHING))
        if candidates and max(one.score for one in candidates) < CERTAIN:
            self._doubts[mention.span.start] = Doubt(mention.text, candidates)

    def _same(self, mention: Mention, person: PersonName | None, gender: str | None) -> Referent | None:
        if mention.entity_id:
            linked = [known for known in self.all if known.entity_id == mention.entity_id]
            if linked:
                return linked[0]
        if person:
            fitting = [known for known in self.all[-_REACH:] if _fits_person(known, mention, person, gender)]
            return max(fitting, key=lambda known: (known.count, -known.number), default=None)
        return next((known for known in self.all[: -_REACH - 1 : -1] if _fits_body(known, mention)), None)

    def _new(self, mention: Mention) -> Referent:
        self.all.append(Referent(len(self.all), mention.kind, mention.text))
        return self.all[-1]

    def _enrich(self, known: Referent, mention: Mention, person: PersonName | None, gender: str | None) -> None:
        known.count += 1
        known.in_full += person is not None and person.full
        if _better(known, mention.text, person):
            known.name, known.person = mention.text, person or known.person
        known.gender = known.gender or gender
        if mention.entity_id and not known.entity_id:
            known.entity_id, known.candidates = mention.entity_id, ()
        elif mention.candidates and not known.entity_id and not _is_surname(person):
            known.candidates = known.candidates or mention.candidates

    def _gender(self, mention: Mention, person: PersonName | None) -> str | None:
        entity = self._registry.get(mention.entity_id) if mention.entity_id else None
        if entity and entity.gender:
            return entity.gender
        if not person:
            return None
        start = mention.span.start
        before = fold_name(self._text[max(0, start - _TITLE_BEFORE) : start])[-1:]
        titled = {*person.titles, *before}
        if titled & load_name_words().female:
            return "f"
        if titled & load_name_words().male:
            return "m"
        return self._given_names.get(person.given[0]) if person.full else None


def _means(described: str, noun: str) -> bool:
    """Whether "the source" takes up "a source"."""
    return bool(described) and noun in (described, described.rsplit(maxsplit=1)[-1])


def _is_surname(person: PersonName | None) -> bool:
    return person is not None and not person.full


def _bears(known: Referent, mention: Mention, person: PersonName, gender: str | None) -> bool:
    """Whether somebody whom no list knows is named in full with this surname."""
    if known.entity_id or known.candidates or known.person is None or not known.person.full:
        return False
    surname = known.person.surname.split()[-1] == person.surname.split()[-1]
    return surname and _fits_person(known, mention, person, gender)


def _fits_person(known: Referent, mention: Mention, person: PersonName, gender: str | None) -> bool:
    if known.kind is not EntityKind.PERSON or known.person is None or not same_person(known.person, person):
        return False
    if known.entity_id and mention.entity_id and known.entity_id != mention.entity_id:
        return False
    return not (known.gender and gender and known.gender != gender)


def _fits_body(known: Referent, mention: Mention) -> bool:
    if EntityKind.PERSON in (known.kind, mention.kind) or not known.named:
        return False
    if known.entity_id and mention.entity_id:
        return known.entity_id == mention.entity_id
    one, other = _bare(known.name), _bare(mention.text)
    if one == other or not one or not other:
        return one == other
    return _is_acronym(known.name, mention.text) or _is_acronym(mention.text, known.name) or _is_tail(one, other)


@lru_cache(maxsize=8192)
def _bare(name: str) -> tuple[str, ...]:
    words = fold_name(name)
    words = words[1:] if words[:1] == ("the",) else words
    return words[:-1] if len(words) > 1 and words[-1] == "s" else words


@lru_cache(maxsize=8192)
def _is_acronym(short: str, long: str) -> bool:
    letters = "".join(_bare(short))
    words = [word for word in _bare(long) if word not in _SMALL_WORDS]
    return short.replace(".", "").isupper() and len(words) > 1 and letters == "".join(word[0] for word in words)


def _is_tail(one: tuple[str, ...], other: tuple[str, ...]) -> bool:
    """ "The Post" after "The New York Post"; one word of a place's name is not enough for "York"."""
    short, long = sorted((one, other), key=len)
    return len(short) < len(long) and long[-len(short) :] == short and len(short[-1]) > 3


def _better(known: Referent, name: str, person: PersonName | None) -> bool:
    if person is None:
        return len(name) > len(known.name) and not known.entity_id
    old = known.person
    return old is None or (person.full, len(person.given)) > (old.full, len(old.given))
