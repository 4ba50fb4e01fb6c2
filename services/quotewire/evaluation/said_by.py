"""Watches on people against gold speakers: who is said to have said what, by the matcher that watches go through.

``python -m quotewire.evaluation.said_by ../shared``. Tracked are the people of the public lists of US legislators and
executives, joined to the shipped seed as ``quotewire people import`` does, each by a watch ``said_by: [name]``. A gold
statement belongs to a tracked person when its speaker (as resolved by hand, where it is) bears the name; a surname means
those whom the article names in full. What a watch finds is right when half of its words or more lie in what the person
says in the gold; a gold statement is found when half of its words lie in what the watch finds. Finds in gold thoughts and
acts are left out, and so are those whose gold speaker is a pronoun or a description that nobody has resolved.
"""

import argparse
import re
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field
from functools import cache
from pathlib import Path
from types import ModuleType
from typing import Any

from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.names import PersonName, load_name_words, parse_name, same_person
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.phrases import load_roles
from quotewire.evaluation.gold import Document, as_article, load_scorer, read_documents, read_ids
from quotewire.importers import READERS
from quotewire.importers.combine import combine
from quotewire.matching.matcher import Matcher
from quotewire.model.claim import Novelty
from quotewire.model.entity import Entity
from quotewire.model.journey import AnalysedArticle, RecordedArticle, RecordedStatement
from quotewire.model.mention import EntityKind
from quotewire.model.outcome import Outcome, OutcomeKind
from quotewire.model.statement import Statement
from quotewire.model.watch import SaidBy, Watch
from quotewire.processor.analyse import Analyser
from quotewire.seed import seed_entities

_LISTS = (("us-legislators", "us_legislators_current.yaml"), ("us-executive", "us_executive.yaml"))
_LEAST_SHARED = 0.5

_HEAD_NAME = re.compile(r"[A-Z][\w’'.-]*(?:['’]s)?$")
_MORE_OFFICES = frozenset(
    "rival democrat republican nominee candidate democratic gop secretary the her his mr mrs ms".split()
)

Words = frozenset[int]
"""Numbers of words in an article."""

Pair = tuple[str, str]
"""A person's id, and what was said (for showing)."""


@dataclass(slots=True)
class SaidByScore:
    """What the watches found, right and wrong; of what tracked people say in the gold, what was found and missed."""

    articles: int = 0
    right: int = 0
    wrong: list[Pair] = field(default_factory=list)
    found: int = 0
    missed: list[Pair] = field(default_factory=list)

    @property
    def precision(self) -> float:
        return 100 * self.right / max(1, self.right + len(self.wrong))

    @property
    def recall(self) -> float:
        return 100 * self.found / max(1, self.found + len(self.missed))


class Tracked:
    """The people of the lists, and the shipped analysis with them among the known entities."""

    def __init__(self, shared: Path) -> None:
        known = {entity.id: entity for entity in seed_entities()}
        ids: set[str] = set()
        for name, file in _LISTS:
            text = (shared / "data" / "people" / file).read_text("utf-8")
            listed = READERS[name](text, f"{name}, {file}")
            combined = combine(listed, known)
            known |= {entity.id: entity for entity in combined.saved}
            ids |= {entity.id for entity in combined.saved}
        self.people = [known[entity_id] for entity_id in sorted(ids) if known[entity_id].kind is EntityKind.PERSON]
        self.ids = frozenset(person.id for person in self.people)
        self.registry = Registry.build(list(known.values()))
        self.analyser = Analyser({"en": EncoderReader.load()}, lambda: self.registry)
        self.matcher = Matcher.build([Watch(one.id, (SaidBy(name=one.id),)) for one in self.people], self.registry)
        self._bearers: dict[str, list[tuple[Entity, list[PersonName]]]] = {}
        for person in (entity for entity in known.values() if entity.kind is EntityKind.PERSON):
            names = [parsed for one in (person.name, *person.aliases) if (parsed := parse_name(one))]
            for surname in {parsed.surname.split()[-1] for parsed in names}:
                self._bearers.setdefault(surname, []).append((person, names))

    def said(self, document: Document) -> list[tuple[str, Statement]]:
        """Person and statement of every match in the document."""
        analysed = self.analyser.read(as_article(document))
        by_id = {one.id: one for one in analysed.statements}
        return [(match.watch_id, by_id[match.statement_id]) for match in self.matcher.match(_recorded(analysed))]

    def meant(self, names: Iterable[PersonName]) -> Iterator[str]:
        """Ids of the known people whom full names mean."""
        for name in names:
            for person, known in self._bearers.get(name.surname.split()[-1], ()):
                if _gender_fits(name, person) and any(one.full and same_person(name, one) for one in known):
                    yield person.id


def score_said_by(tracked: Tracked, documents: Iterable[Document], scorer: ModuleType) -> SaidByScore:
    """Every article once; the errors are kept for showing."""
    score = SaidByScore()
    for document in documents:
        _score_document(tracked, document, scorer, score)
    return score


def _score_document(tracked: Tracked, document: Document, scorer: ModuleType, score: SaidByScore) -> None:
    score.articles += 1
    words = scorer.words_of(document["text"])
    gold = [_read_gold(quote, scorer, words, tracked, document["text"]) for quote in document["quotes"]]
    said = [(person, one, _words(one, scorer, words)) for person, one in tracked.said(document)]
    for person, statement, its_words in said:
        _judge(person, statement, its_words, gold, score)
    for one in gold:
        for person in one.people:
            told = frozenset().union(*(its_words for who, _, its_words in said if who == person))
            if _covers(told, one.words):
                score.found += 1
                break
        else:
            if one.people:
                score.missed.append(("/".join(sorted(one.people)), f"{one.speaker}: {one.shown}"))


def _judge(person: str, statement: Statement, its_words: Words, gold: Sequence["_Gold"], score: SaidByScore) -> None:
    """Right, wrong, or left out."""
    own = frozenset().union(*(one.words for one in gold if person in one.people))
    if _covers(own, its_words):
        score.right += 1
        return
    around = [one for one in gold if _covers(one.words, its_words)]
    if any(not one.decided for one in around):
        return
    score.wrong.append((person, f"{around[0].speaker if around else 'nobody'}: {statement.text}"))


@dataclass(frozen=True, slots=True)
class _Gold:
    """A gold statement, and the tracked people whom its speaker may be (empty: somebody else, or not ``decided``)."""

    words: Words
    shown: str
    speaker: str
    decided: bool
    people: frozenset[str]


def _read_gold(quote: dict[str, Any], scorer: ModuleType, words: Any, tracked: Tracked, text: str) -> _Gold:
    speaker = quote.get("speaker") or {}
    resolved = speaker.get("resolved") or [speaker.get("text", "")]
    shown = [resolved] if isinstance(resolved, str) else resolved
    names = [name for one in shown for name in _full_names(one, text)] if quote.get("kind") == "speech" else []
    people = frozenset(tracked.meant(names))
    its_words = frozenset(scorer.word_set(words, scorer.span_list(quote["quote"])))
    return _Gold(its_words, quote["quote"]["text"], "/".join(shown), bool(names), people & tracked.ids)


def _covers(around: Words, inner: Words) -> bool:
    return len(around & inner) >= _LEAST_SHARED * max(1, len(inner))


def _words(statement: Statement, scorer: ModuleType, words: Any) -> Words:
    return frozenset(scorer.word_set(words, [[span.start, span.end] for span in statement.spans]))


def _head(speaker: str) -> str:
    return re.split(r"[,(]", speaker.strip(), maxsplit=1)[0].strip()


def _name_in(speaker: str) -> PersonName | None:
    """The name that ends the head of a speaker's phrase, without the office before it."""
    parsed = parse_name(_head(speaker))
    if parsed is None:
        return None
    given = tuple(word for word in parsed.given[-2:] if word not in _offices())
    return PersonName(given if parsed.given and parsed.given[-1] in given else (), parsed.surname, parsed.titles)


@cache
def _offices() -> frozenset[str]:
    """Words before a surname that are no given name."""
    roles = load_roles()
    return load_name_words().titles | roles["person"] | roles["official"] | roles["epithet"] | _MORE_OFFICES


def _full_names(speaker: str, text: str) -> Iterator[PersonName]:
    """The people whom a gold speaker names, in full: a surname alone means those whom the article names in full."""
    if not _HEAD_NAME.search(_head(speaker)):
        return
    for part in re.split(r"\band\b|&", speaker):
        name = _name_in(part)
        if name and name.given:
            yield name
        elif name:
            yield from _in_full(name, text)


def _in_full(name: PersonName, text: str) -> Iterator[PersonName]:
    """The full names in the text that end in the surname."""
    surname = re.escape(name.surname.split()[-1])
    for found in re.finditer(rf"((?:[A-Z][\w.’'-]*[ \u00a0]){{1,3}})((?i:{surname}))\b", text):
        full = _name_in(found.group())
        if full and full.given:
            yield PersonName(full.given, full.surname, name.titles)


def _gender_fits(name: PersonName, person: Entity) -> bool:
    words = load_name_words()
    told = {"f" for title in name.titles if title in words.female} | {
        "m" for title in name.titles if title in words.male
    }
    return not told or person.gender is None or person.gender in told


def _recorded(analysed: AnalysedArticle) -> RecordedArticle:
    article = analysed.article
    outcome = Outcome(article.version_id, article.id, OutcomeKind.INDEXED, article.collected_at)
    statements = tuple(
        RecordedStatement(one, f"c-{one.id}", 1.0, f"u-{one.id}", Novelty.NEW, ()) for one in analysed.statements
    )
    return RecordedArticle(article, 1, outcome, analysed.mentions, statements)


def lines_of(name: str, score: SaidByScore, errors: int) -> Iterator[str]:
    """What was found, and examples of each kind of error."""
    yield (
        f"\nSaid by tracked people, {name}: {score.right} of {score.right + len(score.wrong)} finds are right; "
        f"{score.found} of {score.found + len(score.missed)} gold statements are found"
    )
    for kind, pairs in (("wrong, the gold says", score.wrong), ("missed", score.missed)):
        yield from (f"  {kind}: {person}: {' '.join(said.split())[:110]}" for person, said in pairs[:errors])


def measure_said_by(shared: Path, scorer: ModuleType, most: int) -> Iterator[tuple[str, SaidByScore]]:
    """The articles whose speakers are resolved by hand, and all of them, at most so many of each."""
    tracked = Tracked(shared)
    documents = read_documents(shared / "gold" / "polnear_dev.jsonl.gz")
    ids = read_ids(shared / "gold" / "polnear_dev_resolved.ids")
    resolved = [document for document in documents if document["id"] in ids]
    for name, chosen in (("resolved by hand", resolved[:most]), ("any", documents[:most])):
        yield f"PolNeAR dev, {len(chosen)} {name}", score_said_by(tracked, chosen, scorer)


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--errors", type=int, default=20, help="examples of each kind of error")
    options = parser.parse_args()
    for name, score in measure_said_by(options.shared, load_scorer(options.shared), 10_000):
        print(f"{name}: precision {score.precision:.1f}, recall {score.recall:.1f}")
        print(*lines_of(name, score, options.errors), sep="\n")


if __name__ == "__main__":
    main()
