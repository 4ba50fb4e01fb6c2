"""Who is speaking: the keys under which a statement's speaker is known, and the clauses that ask for one of them.

A key is a mark and a value: ``@`` an entity id, ``~`` a folded name that no list knows, ``^`` on whose behalf they
speak (an id, or ``^~`` a name), ``%`` a role held on the article's day as title and institution.
"""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import dataclass
from datetime import date
from typing import Protocol

from quotewire.model.entity import TITLE_WORDS, Entity, title_word
from quotewire.model.ids import PROVISIONAL
from quotewire.model.mention import Candidate, EntityKind
from quotewire.model.statement import Speaker
from quotewire.model.watch import Reason, ReasonKind, SaidBy
from quotewire.query.tokens import folded_words, words

SCORE_PROVISIONAL = 0.9
SCORE_SPEAKS_FOR = 0.9
SCORE_ROLE_AS_STATED = 0.8
LEAST_CANDIDATE = 0.5
"""Of several entities a name may stand for, only the one that is at least this likely counts."""

_LONGEST_CHAIN = 4
_PAST = frozenset(("former", "ex", "onetime", "erstwhile"))


class Names(Protocol):
    """What the matcher asks of the list of known entities; ``analysis.entities.Registry`` answers it."""

    def get(self, entity_id: str) -> Entity | None: ...

    def by_name(self, name: str) -> tuple[Entity, ...]:
        """Every entity that bears exactly this name or alias, whatever case and accents."""
        ...

    def metonym(self, text: str) -> Entity | None:
        """The government or institution that "the Kremlin" stands for."""
        ...


class NoNames:
    """No known entities: every speaker is matched by name."""

    def get(self, entity_id: str) -> Entity | None:  # noqa: ARG002 - the protocol's signature
        return None

    def by_name(self, name: str) -> tuple[Entity, ...]:  # noqa: ARG002
        return ()

    def metonym(self, text: str) -> Entity | None:  # noqa: ARG002
        return None


@dataclass(frozen=True, slots=True)
class SpeakerTest:
    """One entry of ``said_by``. ``role_words`` (as ``title_word`` compares them) and ``of_words`` are looked for in the
    role as the article states it.
    """

    said_by: SaidBy
    kind: ReasonKind
    keys: frozenset[str]
    role_words: frozenset[str] = frozenset()
    of_words: frozenset[str] = frozenset()

    @property
    def is_known(self) -> bool:
        """Whether a known entity is meant (or, for a role, a known institution)."""
        return any(key.startswith(("@", "%")) and key != f"@{self.clause}" for key in self.keys)

    @property
    def clause(self) -> str:
        said = self.said_by
        return said.name or said.organisation or f"{said.role} of {said.of}"

    def cover(self) -> frozenset[str]:
        """Keys of which a speaker must have at least one to pass."""
        stated = _spellings_of(max(self.role_words, key=len)) if self.role_words else ()
        return self.keys.union(f"role:{word}" for word in stated)

    def may_pass(self, keys: Mapping[str, float]) -> bool:
        """False when ``reason`` would say None for certain."""
        return bool(self.role_words) or not self.keys.isdisjoint(keys)

    def reason(self, speaker: Speaker, keys: Mapping[str, float]) -> Reason | None:
        """Why the speaker passes, by the likeliest of the keys; None when it does not."""
        found = max(self.keys & keys.keys(), key=lambda key: (keys[key], key), default=None)
        spans = (speaker.mention,) if speaker.mention else ()
        if found is not None:
            return Reason(self.kind, self.clause, _detail(found, speaker), spans, keys[found])
        if self.role_words and self._role_stated(speaker, keys):
            return Reason(self.kind, self.clause, f"called “{speaker.role}”", spans, SCORE_ROLE_AS_STATED)
        return None

    def _role_stated(self, speaker: Speaker, keys: Mapping[str, float]) -> bool:
        """The article names the role, and the list of known roles does not say otherwise for that day."""
        stated = _title_words(speaker.role or "")
        if not self.role_words <= stated or stated & _PAST or any(f"!{key}" in keys for key in self.keys):
            return False
        institution = stated.union(words(speaker.speaks_for or ""))
        return self.of_words <= institution or any(f"^{_of(key)}" in keys for key in self.keys)


def read_said_by(said_by: SaidBy, names: Names) -> SpeakerTest:
    """Resolves names against the known entities; what they do not know is matched as a name."""
    if said_by.role and said_by.of:
        return _read_role(said_by, names)
    name = said_by.name or said_by.organisation or ""
    entities = known_as(name, names)
    keys = {f"~{spelling}" for entity in entities for spelling in _spellings(entity)} | {f"~{name_key(name)}"}
    keys |= {f"@{name}", *(f"@{entity.id}" for entity in entities)}  # a name may itself be an id
    collective = [entity for entity in entities if entity.kind is not EntityKind.PERSON]
    keys |= {f"^{entity.id}" for entity in collective}
    if said_by.organisation:
        keys.add(f"^~{name_key(name)}")
    kind = ReasonKind.ORGANISATION if collective or said_by.organisation else ReasonKind.NAME
    return SpeakerTest(said_by, kind, frozenset(keys))


def _read_role(said_by: SaidBy, names: Names) -> SpeakerTest:
    title, of = said_by.role or "", said_by.of or ""
    keys = frozenset(_role_key(title, entity.id) for entity in known_as(of, names))
    return SpeakerTest(said_by, ReasonKind.ROLE, keys, _title_words(title), _title_words(_without_the(of)))


def _title_words(text: str) -> frozenset[str]:
    """Tokens, those of an office whoever holds it: "spokeswoman" asks for a spokesperson."""
    return frozenset(map(title_word, words(text)))


def _spellings_of(word: str) -> Iterator[str]:
    yield word
    yield from (spelling for spelling, meant in TITLE_WORDS.items() if meant == word)


def known_as(name: str, names: Names) -> tuple[Entity, ...]:
    """Entities that bear the name, with or without "the"; failing these, what it is a metonym of."""
    bare = _without_the(name)
    found = {entity.id: entity for form in (name, bare, f"the {bare}") for entity in names.by_name(form)}
    if not found and (meant := names.metonym(name) or names.metonym(_capitalised(bare))):
        return (meant,)
    return tuple(found.values())


def _capitalised(name: str) -> str:
    """What a user may have typed without its capitals."""
    return " ".join(word[:1].upper() + word[1:] for word in name.split())


def speaker_keys(speaker: Speaker, names: Names, day: date) -> dict[str, float]:
    """Every key the speaker has on the day, with its score. ``!%`` marks a role that was held, but not on the day."""
    if speaker.entity_id is None and not speaker.candidates:
        keys = {f"~{name_key(speaker.name)}": SCORE_PROVISIONAL, f"@{speaker.key}": 1.0}
    else:
        keys = _candidate_keys([one for one in speaker.candidates if one.score >= LEAST_CANDIDATE], names, day)
    if speaker.entity_id is not None:
        keys[f"@{speaker.entity_id}"] = 1.0
        keys |= dict.fromkeys(_role_keys(names.get(speaker.entity_id), day), 1.0)
    return keys | dict.fromkeys(_represented(speaker, names, day), SCORE_SPEAKS_FOR)


def _candidate_keys(candidates: Iterable[Candidate], names: Names, day: date) -> dict[str, float]:
    """Those of everybody who may be meant, with how likely that is; those whom no list knows by their names, too."""
    keys: dict[str, float] = {}
    for one in candidates:
        keys[f"@{one.entity_id}"] = one.score
        keys |= dict.fromkeys(_role_keys(names.get(one.entity_id), day), one.score)
        if one.entity_id.startswith(PROVISIONAL):
            name = one.entity_id.removeprefix(PROVISIONAL).replace("-", " ")
            keys[f"~{name_key(name)}"] = min(one.score, SCORE_PROVISIONAL)
    return keys


def name_key(name: str) -> str:
    """A name without case, accents, marks and "the"."""
    return "·".join(folded_words(_without_the(name)))


def _without_the(name: str) -> str:
    first, _, rest = name.strip().partition(" ")
    return rest.strip() if first.casefold() == "the" and rest.strip() else name.strip()


def _spellings(entity: Entity) -> Iterator[str]:
    return map(name_key, (entity.name, *entity.aliases))


def _role_key(title: str, of: str) -> str:
    return f"%{'·'.join(map(title_word, folded_words(title)))}%{of}"


def _of(role_key: str) -> str:
    return role_key.rpartition("%")[2]


def _role_keys(entity: Entity | None, day: date) -> Iterator[str]:
    for role in entity.roles if entity else ():
        key = _role_key(role.title, role.of)
        yield key if role.held_on(day) else f"!{key}"


def _represented(speaker: Speaker, names: Names, day: date) -> Iterator[str]:
    """Those on whose behalf the article or the list says they speak, and where they hold an office on the day."""
    if speaker.speaks_for and not speaker.speaks_for_id:
        yield f"^~{name_key(speaker.speaks_for)}"
    known = names.get(speaker.entity_id) if speaker.entity_id else None
    offices = [role.of for role in known.roles if role.held_on(day)] if known else []
    for start in (speaker.speaks_for_id, known.speaks_for if known else None, *offices):
        yield from (f"^{entity_id}" for entity_id in _chain(start, names))


def _chain(entity_id: str | None, names: Names) -> Iterable[str]:
    """An institution, the government it speaks for, and so on."""
    found: list[str] = []
    while entity_id and entity_id not in found and len(found) < _LONGEST_CHAIN:
        found.append(entity_id)
        entity = names.get(entity_id)
        entity_id = entity.speaks_for if entity else None
    return found


def _detail(key: str, speaker: Speaker) -> str:
    how = f"{speaker.name}, by {speaker.resolution}"
    if key.startswith(("@", "~", "%")) and speaker.entity_id is None and speaker.candidates:
        return f"{how}: one of {len(speaker.candidates)} whom the name may mean"
    if key.startswith("%"):
        return f"{how}, in office on the article's day"
    if key.startswith("^"):
        return f"{how}, speaks for it"
    return how if key.startswith("@") else f"{how}, no known entity"
