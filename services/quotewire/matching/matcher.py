"""Every watch asked of every statement, without asking most of them."""

from collections.abc import Iterable, Iterator, Mapping
from dataclasses import replace
from typing import NamedTuple, TypedDict

from quotewire.errors import QueryError
from quotewire.matching.clause import ArticleView, MentionTest, ReadWatch, is_shared, match_article, view_article
from quotewire.matching.index import Hold, KeyIndex
from quotewire.matching.requirement import find_keys
from quotewire.matching.speaker import Names, SpeakerTest, known_as, read_said_by
from quotewire.model.journey import RecordedArticle
from quotewire.model.watch import Match, Watch
from quotewire.query.fields import ARTICLE_COLUMNS, FIELDS, STATEMENT_COLUMNS
from quotewire.query.leaf import build_phrase
from quotewire.query.parse import parse_query
from quotewire.query.tree import Query


class _Resolved(TypedDict):
    """The parts of a read watch that rest on the known entities."""

    speakers: tuple[SpeakerTest, ...]
    mentions: tuple[MentionTest, ...]


class _Hung(NamedTuple):
    """A watch, and how it hangs in the index."""

    read: ReadWatch
    hold: Hold


class Matcher:
    """Watches in force. ``add`` and ``remove`` change them in place, one at a time; the others are not read again."""

    def __init__(self, names: Names) -> None:
        self._names = names
        self._numbers: dict[str, int] = {}
        self._watches: dict[int, _Hung] = {}
        self._index = KeyIndex()
        self._next = 0
        self._invalid: dict[str, str] = {}

    @classmethod
    def build(cls, watches: Iterable[Watch], names: Names) -> "Matcher":
        """A watch that cannot be used is left out and found in ``invalid``."""
        matcher = cls(names)
        for watch in watches:
            matcher.add(watch)
        return matcher

    def __len__(self) -> int:
        return len(self._watches)

    @property
    def invalid(self) -> Mapping[str, str]:
        """Why a watch is not in force, by its id."""
        return self._invalid

    def add(self, watch: Watch) -> None:
        """Puts a watch in force, in place of the one with the same id."""
        self.remove(watch.id)
        try:
            read = read_watch(watch, self._names)
        except QueryError as error:
            self._invalid[watch.id] = str(error)
            return
        self._put(read)

    def remove(self, watch_id: str) -> None:
        """Nothing happens when there is no such watch."""
        self._invalid.pop(watch_id, None)
        number = self._numbers.pop(watch_id, None)
        if number is not None:
            self._index.remove(number, self._watches.pop(number).hold)

    def learn(self, names: Names) -> None:
        """Follows a change of the known entities. Queries are kept, and watches that no name leads elsewhere."""
        self._names = names
        for number, hung in list(self._watches.items()):
            read = replace(hung.read, **_resolve(hung.read.watch, names))
            if read != hung.read:
                self._index.remove(number, hung.hold)
                self._hang(number, read)

    def match(self, recorded: RecordedArticle) -> list[Match]:
        """Every pair of a statement and a watch it satisfies: statements in their order, watches by id."""
        if not recorded.statements:
            return []
        article = view_article(recorded, self._names)
        return match_each(self._candidates(article), article)

    def _put(self, read: ReadWatch) -> None:
        number, self._next = self._next, self._next + 1
        self._numbers[read.watch.id] = number
        self._hang(number, read)

    def _hang(self, number: int, read: ReadWatch) -> None:
        self._watches[number] = _Hung(read, self._index.add(number, read.covers()))

    def _candidates(self, article: ArticleView) -> Iterator[ReadWatch]:
        """Watches of which every cover is met somewhere in the article."""
        present = self._index.expand(_keys(article))
        found = (self._watches[number] for number in self._index.candidates(present))
        return (hung.read for hung in found if hung.hold.is_met(present))


def match_each(watches: Iterable[ReadWatch], article: ArticleView) -> list[Match]:
    """Every watch asked of the article: statements in their order, watches by id."""
    found = [match for read in watches for _, match in match_article(read, article)]
    order = {view.recorded.statement.id: number for number, view in enumerate(article.statements)}
    return sorted(found, key=lambda match: (order[match.statement_id], match.watch_id))


def read_watch(watch: Watch, names: Names) -> ReadWatch:
    """Raises ``QueryError`` when ``about`` or a name in ``mentions`` cannot be read."""
    query = parse_query(watch.about) if watch.about else None
    return ReadWatch(watch, query, shares_topic=is_shared(query), **_resolve(watch, names))


def _resolve(watch: Watch, names: Names) -> _Resolved:
    speakers = tuple(read_said_by(said_by, names) for said_by in watch.said_by)
    return {"speakers": speakers, "mentions": tuple(_read_mention(name, names) for name in watch.mentions)}


def _read_mention(name: str, names: Names) -> MentionTest:
    keys = frozenset(f"#{entity.id}" for entity in known_as(name, names))
    phrase = None if keys else Query(name, build_phrase(FIELDS["text"], name, 0, name, 0))
    return MentionTest(name, keys, phrase)


def _keys(article: ArticleView) -> Iterator[str]:
    yield from article.mentioned
    yield from find_keys(article.statements[0].document, ARTICLE_COLUMNS)
    for view in article.statements:
        yield from view.speaker
        yield from find_keys(view.document, STATEMENT_COLUMNS)
