"""The flat document that a query is asked of: one for each statement, one for each article, one for each claim.

The same document feeds all three readings: ``columns`` hold tokens (to be indexed as they are), ``numbers`` the rest.
"""

from bisect import bisect_left
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from functools import cached_property

from quotewire.model.article import Article
from quotewire.model.claim import Claim
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.mention import Mention
from quotewire.model.span import Span
from quotewire.model.statement import Speaker, Statement
from quotewire.query.bounds import milliseconds
from quotewire.query.fields import STATEMENT_COLUMNS
from quotewire.query.tokens import SEPARATOR, Token, join_values, keyword, tokenize, words

_NOWHERE = (0, 0)


@dataclass(frozen=True)
class Column:
    """One field's tokens. ``places`` are their characters in the article's text, or empty when they stand nowhere."""

    tokens: tuple[str, ...]
    places: tuple[tuple[int, int], ...] = ()

    @property
    def indexed(self) -> str:
        """The tokens separated by blanks: what an index stores for the column."""
        return " ".join(self.tokens)

    @cached_property
    def postings(self) -> Mapping[str, Sequence[int]]:
        """Token to its positions, ascending."""
        found: dict[str, list[int]] = {}
        for position, token in enumerate(self.tokens):
            found.setdefault(token, []).append(position)
        return found

    @cached_property
    def vocabulary(self) -> Sequence[str]:
        """The different tokens in order, for prefixes."""
        return sorted(self.postings)

    def beginning(self, prefix: str) -> Iterator[str]:
        """The different tokens that begin with ``prefix``."""
        for at in range(bisect_left(self.vocabulary, prefix), len(self.vocabulary)):
            if not self.vocabulary[at].startswith(prefix):
                return
            yield self.vocabulary[at]

    def span(self, first: int, last: int) -> Span | None:
        """The characters from one token to another."""
        if not self.places:
            return None
        start, end = self.places[first][0], self.places[last][1]
        return Span(start, end) if start < end else None


EMPTY = Column(())


@dataclass(frozen=True)
class Document:
    """``columns`` by the names in ``fields.COLUMNS``; ``numbers`` by those in ``fields.NUMBERS``, None when unknown.

    ``published`` is ``Article.dated`` in milliseconds; ``confidence`` of an article is the highest of its statements'.
    """

    columns: Mapping[str, Column]
    numbers: Mapping[str, float | None]

    def column(self, name: str) -> Column:
        return self.columns.get(name, EMPTY)

    def indexed(self) -> dict[str, str]:
        """Every column of ``fields.COLUMNS`` that holds tokens, as text to index."""
        return {name: column.indexed for name, column in self.columns.items() if column.tokens}


@dataclass(frozen=True)
class ArticleReading:
    """One article prepared once, so that its statements' documents share the work."""

    recorded: RecordedArticle
    tokens: tuple[Token, ...]
    columns: Mapping[str, Column]

    def of_article(self) -> Document:
        """The article's own document; its statement columns hold the values of all statements."""
        own = [self._statement_columns(recorded) for recorded in self.recorded.statements]
        joined = {name: _join(columns[name] for columns in own) for name in STATEMENT_COLUMNS}
        confidence = max((recorded.statement.confidence for recorded in self.recorded.statements), default=None)
        return Document({**self.columns, **joined}, self._numbers(confidence))

    def of_statement(self, recorded: RecordedStatement) -> Document:
        columns = {**self.columns, **self._statement_columns(recorded)}
        return Document(columns, self._numbers(recorded.statement.confidence))

    def _numbers(self, confidence: float | None) -> dict[str, float | None]:
        return {"published": milliseconds(self.recorded.article.dated), "confidence": confidence}

    def _statement_columns(self, recorded: RecordedStatement) -> dict[str, Column]:
        statement = recorded.statement
        speaker = statement.speaker
        mention = speaker.mention
        return {
            "quote": _quote(self.tokens, statement),
            "speaker": _named(_speaker_names(speaker, self.recorded.article.text), mention),
            "role": _named([speaker.role or ""], mention),
            "speaks_for": _named([speaker.speaks_for or "", speaker.speaks_for_id or ""], mention),
            "stance": _value(statement.stance),
            "form": _value(statement.form),
            "claim": _value(recorded.claim_id),
        }


def read_article(recorded: RecordedArticle) -> ArticleReading:
    """Tokenises the text once and gathers what its statements share."""
    article = recorded.article
    tokens = tuple(tokenize(article.text))
    border = bisect_left(tokens, len(article.title), key=lambda token: token.start)
    columns = {
        "title": _column(tokens[:border]),
        "body": _column(tokens[border:]),
        "entity": _entities(recorded.mentions),
        **_provenance(article),
    }
    return ArticleReading(recorded, tokens, columns)


def build_document(recorded: RecordedArticle, statement: RecordedStatement | None) -> Document:
    """The document of one statement, or of the article itself."""
    reading = read_article(recorded)
    return reading.of_article() if statement is None else reading.of_statement(statement)


def build_claim_document(claim: Claim) -> Document:
    """A claim's wording is its body; ``published`` is when it was last heard."""
    columns = {
        "body": _column(tuple(tokenize(claim.text))),
        "entity": Column(join_values(map(words, claim.entity_ids))),
        "claim": _value(claim.id),
    }
    return Document(columns, {"published": milliseconds(claim.last_seen), "confidence": None})


def _provenance(article: Article) -> dict[str, Column]:
    return {
        "outlet": Column(words(article.outlet or "")),
        "source": _value(article.source_id),
        "language": _value(article.language),
        "section": Column(words(article.section or "")),
    }


def _column(tokens: Sequence[Token]) -> Column:
    return Column(tuple(token.text for token in tokens), tuple((token.start, token.end) for token in tokens))


def _value(value: str) -> Column:
    token = keyword(value)
    return Column((token,) if token else ())


def _quote(tokens: Sequence[Token], statement: Statement) -> Column:
    """The tokens that begin inside the statement's spans; spans that are apart are values apart."""
    pieces = [_column(_within(tokens, span)) for span in statement.spans]
    return _join(pieces)


def _within(tokens: Sequence[Token], span: Span) -> Sequence[Token]:
    first = bisect_left(tokens, span.start, key=lambda token: token.start)
    return tokens[first : bisect_left(tokens, span.end, lo=first, key=lambda token: token.start)]


def _speaker_names(speaker: Speaker, text: str) -> list[str]:
    mentioned = speaker.mention.of(text) if speaker.mention else ""
    return [speaker.name, mentioned, speaker.entity_id or "", speaker.key]


def _named(names: Iterable[str], mention: Span | None) -> Column:
    """Different names of one thing, each pointing at where the text names it."""
    tokens = join_values(dict.fromkeys(found for name in names if (found := words(name))))
    return Column(tokens, ((mention.start, mention.end),) * len(tokens) if mention else ())


def _entities(mentions: Sequence[Mention]) -> Column:
    """Each different wording and entity id once, pointing at its first mention."""
    places: dict[tuple[str, ...], tuple[int, int]] = {}
    for mention in mentions:
        for name in (mention.text, mention.entity_id or ""):
            if found := words(name):
                places.setdefault(found, (mention.span.start, mention.span.end))
    return _join(Column(tokens, (place,) * len(tokens)) for tokens, place in places.items())


def _join(columns: Iterable[Column]) -> Column:
    """Several values in one column, ``SEPARATOR`` between them."""
    tokens: list[str] = []
    places: list[tuple[int, int]] = []
    for column in columns:
        if not column.tokens:
            continue
        if tokens:
            tokens.append(SEPARATOR)
            places.append(_NOWHERE)
        tokens += column.tokens
        places += column.places or (_NOWHERE,) * len(column.tokens)
    return Column(tuple(tokens), tuple(places))
