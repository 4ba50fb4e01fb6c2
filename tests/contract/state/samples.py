"""Model objects for contract tests: complete enough to be stored, with made-up people and outlets."""

from datetime import UTC, datetime, timedelta

from quotewire.model.alert import Alert, AlertKind, Evidence
from quotewire.model.article import Article
from quotewire.model.claim import Claim, Novelty, Position, Utterance
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.outcome import Outcome, OutcomeKind
from quotewire.model.span import Span
from quotewire.model.statement import Form, Resolution, Speaker, Stance, Statement
from quotewire.model.watch import Match, Reason, ReasonKind

NOON = datetime(2024, 5, 3, 12, tzinfo=UTC)
DAY = timedelta(days=1)
MINUTE = timedelta(minutes=1)

TITLE = "Port authority denies spill"
BODY = '"No oil was spilled," said Mara Quill, the harbour master of Eastport. "\N{SNOWMAN}"'


def make_article(article_id: str = "202405-a1", version: str = "v1", at: datetime = NOON) -> Article:
    return Article(
        id=article_id,
        version_id=f"{article_id}.{version}",
        url=f"https://example.org/{article_id}",
        source_id="example",
        collected_at=at,
        title=TITLE,
        body=BODY,
        language="en",
        outlet="The Eastport Bell",
        published=at - MINUTE,
    )


def make_statement(statement_id: str = "202405-s1", speaker_key: str = "x-mara-quill") -> Statement:
    text = f"{TITLE}\n\n{BODY}"
    start = text.index("No oil")
    name = text.index("Mara Quill")
    return Statement(
        id=statement_id,
        speaker=Speaker(
            key=speaker_key,
            name="Mara Quill",
            kind=EntityKind.PERSON,
            mention=Span(name, name + len("Mara Quill")),
            resolution=Resolution.FULL_NAME,
            role="harbour master",
            speaks_for="Eastport",
        ),
        spans=(Span(start, start + len("No oil was spilled")),),
        text="No oil was spilled",
        form=Form.DIRECT,
        stance=Stance.DENIES,
        confidence=0.875,
        cue=Span(text.index("said"), text.index("said") + 4),
        cue_text="said",
    )


def make_claim(claim_id: str = "202405-c1", terms: tuple[str, ...] = ("oil", "spill"), at: datetime = NOON) -> Claim:
    return Claim(claim_id, "oil was spilled", "202405-s1", NOON, at, terms, ("e-eastport",))


def make_position(claim_id: str = "202405-c1", statement_id: str = "202405-s1", at: datetime = NOON) -> Position:
    return Position(
        claim_id, "x-mara-quill", "Mara Quill", Stance.DENIES, statement_id, "202405-a1", "The Eastport Bell", at
    )


def make_utterance(utterance_id: str = "202405-u1", key: str = "x-mara-quill", at: datetime = NOON) -> Utterance:
    return Utterance(utterance_id, key, "202405-c1", Stance.DENIES, "No oil was spilled", "202405-s1", NOON - DAY, at)


def make_recorded(article: Article | None = None, version: int = 1) -> RecordedArticle:
    article = article or make_article()
    statement = make_statement(f"202405-s-{article.id}")
    return RecordedArticle(
        article=article,
        version=version,
        outcome=Outcome(article.version_id, article.id, OutcomeKind.INDEXED, NOON),
        mentions=(Mention(Span(0, 14), "Port authority", EntityKind.ORGANISATION, 0.9),),
        statements=(RecordedStatement(statement, "202405-c1", 1.0, "202405-u1", Novelty.NEW, ("The Eastport Bell",)),),
        claims=(make_claim(),),
        positions=(make_position(),),
    )


def make_alert(alert_id: str = "202405-l1", watch_id: str = "harbour", at: datetime = NOON) -> Alert:
    article, statement = make_article(), make_statement()
    return Alert(
        id=alert_id,
        kind=AlertKind.STATEMENT,
        watch_id=watch_id,
        created_at=at,
        article_id=article.id,
        version_id=article.version_id,
        title=article.title,
        url=article.url,
        outlet=article.outlet,
        dated=article.dated,
        statement=statement,
        evidence=Evidence(article.text, statement.spans, statement.cue),
        match=Match(watch_id, statement.id, 1.0, (Reason(ReasonKind.NAME, "Mara Quill", "full name"),)),
        novelty=Novelty.NEW,
        utterance_id="202405-u1",
        claim=make_claim(),
        positions=(make_position(),),
        outlets=("The Eastport Bell",),
    )
