"""Recorded articles and queries to test the readings of the query language with."""

from datetime import UTC, datetime, timedelta

from hypothesis import strategies as st

from quotewire.model.article import Article
from quotewire.model.claim import Claim, Novelty
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.outcome import Outcome, OutcomeKind
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement

START = datetime(2023, 5, 3, 12, tzinfo=UTC)

VOCABULARY = ("drone", "drones", "Drone's", "Kremlin", "Red", "Square", "attack", "attacked", "allies", "ally", "é")
NAMES = ("Dmitry Peskov", "Karine Jean-Pierre", "Kremlin", "O’Brien")


def build_article(title: str, body: str, day: int = 0, **changed: object) -> Article:
    details: dict[str, object] = {
        "id": "202305-a", "version_id": "202305-a.1", "url": "https://example.org/a", "source_id": "example-wire",
        "collected_at": START + timedelta(days=day), "language": "en", "outlet": "Example Wire", "section": "World",
    }  # fmt: skip
    return Article(title=title, body=body, **(details | changed))  # type: ignore[arg-type]


def build_statement(
    article: Article,
    spans: tuple[Span, ...],
    name: str,
    stance: Stance = Stance.ASSERTS,
    confidence: float = 0.9,
    ordinal: int = 0,
    **speaker: object,
) -> RecordedStatement:
    who = {"key": f"x-{ordinal}", "kind": EntityKind.PERSON, "mention": None, "resolution": Resolution.FULL_NAME}
    statement = Statement(
        id=f"{article.id}-{ordinal}",
        speaker=Speaker(name=name, **(who | speaker)),  # type: ignore[arg-type]
        spans=spans,
        text=join_spans(article.text, spans),
        form=Form.INDIRECT,
        stance=stance,
        confidence=confidence,
    )
    return RecordedStatement(statement, f"202305-c{ordinal}", 1.0, f"202305-u{ordinal}", Novelty.NEW, ("Example Wire",))


def record(
    article: Article, statements: tuple[RecordedStatement, ...], mentions: tuple[Mention, ...] = ()
) -> RecordedArticle:
    outcome = Outcome(article.version_id, article.id, OutcomeKind.INDEXED, article.collected_at)
    return RecordedArticle(article, 1, outcome, mentions, statements)


def build_claim(text: str) -> Claim:
    return Claim("202305-c0", text, "202305-a-0", START, START, tuple(text.split()), ())


@st.composite
def recorded_articles(draw: st.DrawFn) -> RecordedArticle:
    """A few words of a small vocabulary, with statements anywhere in them."""
    texts = st.lists(st.sampled_from((*VOCABULARY, ".", "\n\n")), max_size=14).map(" ".join)
    article = build_article(draw(texts), draw(texts), draw(st.integers(0, 3)), section=draw(st.sampled_from(NAMES)))
    places = st.tuples(st.integers(0, len(article.text)), st.integers(0, len(article.text))).map(
        lambda ends: Span(min(ends), max(ends))
    )
    statements = tuple(
        build_statement(
            article,
            tuple(draw(st.lists(places, min_size=1, max_size=2))),
            draw(st.sampled_from(NAMES)),
            draw(st.sampled_from(Stance)),
            draw(st.sampled_from((0.2, 0.7, 0.9))),
            ordinal,
            role=draw(st.sampled_from((None, "press secretary"))),
            speaks_for=draw(st.sampled_from((None, "the White House", "Kremlin"))),
            mention=draw(st.none() | places),
        )
        for ordinal in range(draw(st.integers(0, 3)))
    )
    mentions = tuple(
        Mention(span, span.of(article.text), EntityKind.PERSON, 0.8, draw(st.sampled_from((None, "gov-ru"))))
        for span in draw(st.lists(places, max_size=2))
    )
    return record(article, statements, mentions)


def queries() -> st.SearchStrategy[str]:
    """Query texts over the same vocabulary; some are refused."""
    word = st.sampled_from(VOCABULARY)
    several = st.lists(word, min_size=1, max_size=3).map(" ".join)
    leaf = st.one_of(
        word,
        several.map('"{}"'.format),
        st.builds('"{}"~{}'.format, several, st.integers(0, 6)),
        st.sampled_from(("dro*", "drones*", "att?ck", "att*ed", "kreml?n*", "allie*", "squ*e")),
    )
    fielded = st.one_of(
        st.builds("{}:{}".format, st.sampled_from(("title", "body", "quote", "entity", "section")), leaf),
        st.sampled_from(NAMES).map('speaker:"{}"'.format),
        st.sampled_from(Stance).map('stance:"{}"'.format),
        st.sampled_from(("role:secretary", "speaker:jean-pierre", "source:example-wire", "outlet:wire")),
        st.sampled_from(("confidence:>0.2", "confidence:[0.7 TO 0.9}", "published:2023-05-04", "published:>2023")),
        st.sampled_from(("claim:202305-c1", "language:en", "entity:gov-ru", "speaker:Pesk*", "stance:den*")),
        st.sampled_from(
            ("form:indirect", 'speaks_for:"White House"', "speaks_for:kremlin", "text:kremlin", "role:pre?s")
        ),
        st.builds("{}:({} OR {})".format, st.sampled_from(("title", "quote", "text")), word, word),
    )
    return st.recursive(
        st.one_of(leaf, fielded),
        lambda inner: st.one_of(
            st.builds("({} AND {})".format, inner, inner),
            st.builds("({} OR {})".format, inner, inner),
            st.builds("({} NOT {})".format, inner, inner),
            st.builds("{} {}".format, inner, inner),
            st.builds("{} -{}".format, inner, inner),
            st.builds("+{} -({} {})".format, inner, word, word),
            st.builds("{}^{} OR {}".format, inner, st.sampled_from(("2", "0.5")), inner),
        ),
        max_leaves=8,
    )


def close_words() -> st.SearchStrategy[str]:
    """Only phrases and proximity, which need words at the right distance."""
    several = st.lists(st.sampled_from(CLOSE), min_size=2, max_size=4).map(" ".join)
    return st.builds('{}"{}"~{}'.format, st.sampled_from(("", "body:", "quote:")), several, st.integers(0, 4))


CLOSE = ("red", "blue", "green", "white", "grey")


@st.composite
def coloured_articles(draw: st.DrawFn) -> RecordedArticle:
    """Texts of few words, so that most phrases are somewhere, and nearly as often just too far apart."""
    texts = st.lists(st.sampled_from(CLOSE), min_size=2, max_size=12).map(" ".join)
    article = build_article(draw(texts), draw(texts))
    start = draw(st.integers(0, len(article.text)))
    spans = (Span(0, start // 2), Span(start, len(article.text)))
    return record(article, (build_statement(article, spans, "Dmitry Peskov"),))
