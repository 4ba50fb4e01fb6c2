import pytest
from tests.unit.query.samples import build_article, build_claim, build_statement, record

from quotewire.model.journey import RecordedArticle
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.span import Span
from quotewire.model.statement import Stance
from quotewire.query.document import build_claim_document, build_document
from quotewire.query.evaluate import Evaluation, evaluate
from quotewire.query.parse import parse_query

TITLE = "Two drones over the Kremlin"
BODY = "Smoke rose near Red Square on Wednesday.\n\n“We do not attack Moscow”, the president said, “or Putin”. It was late."


@pytest.fixture(scope="module")
def recorded() -> RecordedArticle:
    article = build_article(TITLE, BODY)
    at = article.text.index
    spans = tuple(Span(at(words), at(words) + len(words)) for words in ("“We do not attack Moscow”", "“or Putin”"))
    mention = Span(at("the president"), at("the president") + len("the president"))
    said = build_statement(article, spans, "Volodymyr Zelenskyy", Stance.NEITHER, mention=mention, role="president")
    place = Span(at("Moscow"), at("Moscow") + len("Moscow"))
    return record(article, (said,), (Mention(place, "Moscow", EntityKind.PLACE, 0.9, "city-moscow"),))


def ask(recorded: RecordedArticle, text: str) -> Evaluation | None:
    return evaluate(parse_query(text), build_document(recorded, recorded.statements[0]))


@pytest.mark.parametrize(
    "text",
    [
        "drone AND kremlin",  # a topic of the article
        "quote:attack",
        'quote:"do not attack"',
        '"square red"~0 OR "square red"~1',
        '"smoke square"~3',
        "wednes*",
        "mos?ow",
        "speaker:zelenskyy role:president",
        'speaker:"the president"',
        "entity:city-moscow",
        "outlet:wire source:example-wire section:world",
        'stance:"neither confirms nor denies"',
        "confidence:[0.9 TO 0.9] kremlin",
        "published:2023-05-03 kremlin",
        "kremlin NOT football",
    ],
)
def test_holds(recorded: RecordedArticle, text: str) -> None:
    assert ask(recorded, text)


@pytest.mark.parametrize(
    "text",
    [
        "quote:kremlin",  # in the article, not in the statement's words
        '"moscow or"~0 AND quote:"moscow or"',  # the statement leaves something out between them
        '"square red"',
        '"smoke square"~2',
        '"kremlin smoke"~5',  # title and body are apart
        "stance:denies",
        "speaker:putin",
        "confidence:>0.9 kremlin",
        "published:<2023-05-03 kremlin",
        "kremlin NOT drone",
    ],
)
def test_does_not_hold(recorded: RecordedArticle, text: str) -> None:
    assert ask(recorded, text) is None


def test_evidence_names_each_clause_that_held_and_where(recorded: RecordedArticle) -> None:
    found = ask(recorded, 'drone* AND ("red square" OR football) speaker:zelenskyy NOT cat')
    assert found is not None
    text = recorded.article.text
    shown = {clause.clause: [span.of(text) for span in clause.spans] for clause in found.clauses}
    assert shown == {
        "drone*": ["drones"],
        '"red square"': ["Red Square"],
        "speaker:zelenskyy": ["the president"],
    }
    assert [span.of(text) for span in found.spans] == ["drones", "Red Square", "the president"]


def test_an_article_is_found_by_what_any_of_its_statements_has(recorded: RecordedArticle) -> None:
    article = build_document(recorded, None)
    assert evaluate(parse_query('speaker:zelenskyy stance:"neither confirms nor denies" confidence:>0.8'), article)
    silent = build_document(record(recorded.article, ()), None)
    assert evaluate(parse_query("speaker:zelenskyy"), silent) is None
    assert evaluate(parse_query("kremlin NOT confidence:>0"), silent)


def test_a_claim_is_found_by_its_wording() -> None:
    document = build_claim_document(build_claim("The United States was behind the attack"))
    assert evaluate(parse_query("attacks published:2023-05"), document)
    assert evaluate(parse_query("speaker:peskov OR outlet:wire"), document) is None
