"""The analysis as a whole: any text ends in a sound reading, and a reading depends on its own article alone."""

import threading
from datetime import UTC, datetime

import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.registry import Registry
from quotewire.model.article import Article, CollectedArticle
from quotewire.model.entity import Entity, Role
from quotewire.model.journey import AnalysedArticle
from quotewire.model.mention import EntityKind
from quotewire.model.span import Span, join_spans
from quotewire.processor.analyse import Analyser

DAY = datetime(2024, 3, 1, 12, tzinfo=UTC)
ENTITIES = [
    Entity("arda", EntityKind.GOVERNMENT, "government of Arda", ("Arda",), metonyms=("Arda", "Ostrog"), demonyms=("Ardan",)),
    Entity("mira", EntityKind.PERSON, "Mira Holt", ("Мира Хольт", "ميرا هولت"), "Holt", roles=(Role("spokeswoman", "arda"),)),
]  # fmt: skip

PLAIN = """Arda will close its bridges

"No bridge is safe," Mira Holt, a spokeswoman for Arda, said on Monday, "and none will open before spring."

She denied that the government had known of the cracks. According to the transport institute, repairs would cost a fortune.
"""

NASTY = {
    "nothing": "",
    "blanks": " \n\n\t \u00a0\n",
    "control characters": "\x00\x01\ufffe He said \x07 that it rang.",
    "marks that never close": '"We go, “she said, ‘and ”stay" and" he added. “Never\n\n"closed said Holt\n' * 30,
    "only marks": '"“”\'‘’«»„' * 800,
    "right to left": "قالت ميرا هولت إن “الاتفاق” جيد، said Holt. \u202eThe bridge is closed\u202c, אמר השר. " * 20,
    "emoji": "😀" * 1500 + ' "Great 👩‍👩‍👧‍👦," said Mira Holt 🚁. ' + "👍🏽" * 500,
    "zero width": "Mira\u200b Ho\u200dlt said\ufeff that the\u2060 bridge is\u200b closed. " * 40,
    "capitals": "MIRA HOLT SAYS ARDA 'WILL NOT PAY' FOR BRIDGE, MINISTER DENIES " * 60,
    "ten thousand characters in a sentence": "and the minister said that it goes on and on while Holt denied it " * 160,
    "no punctuation": "holt said the bridge is closed then she said it will open and they asked why " * 150,
    "no blanks": "x" * 40_000,
    "nothing but cues": "said " * 3000,
    "odd line breaks": "Holt said\x85that\u2028it is\u2029so\r\rand\vno\fmore",
    "combining marks": "e\u0301\u0323" * 2000 + " said no",
    "brackets": "(" * 4000 + "Holt said so" + ")" * 4000,
    "a line of dashes": "- — – " * 2000,
    "lines of one letter": "a\n" * 4000,
}  # fmt: skip

OTHER_LANGUAGES = {
    "de": "Die Brücken bleiben geschlossen. Mira Holt sagte am Montag: „Wir öffnen keine Brücke vor dem Frühling.“ Das "
    "Ministerium wollte sich dazu nicht äußern und verwies auf eine spätere Mitteilung der Regierung.",
    "ru": "Мосты останутся закрытыми. «Мы не откроем ни одного моста до весны», — заявила в понедельник Мира Хольт журналистам.",
    "ar": "ستبقى الجسور مغلقة حتى الربيع القادم. وقالت ميرا هولت للصحفيين يوم الاثنين إن الحكومة لن تفتح أي جسر قبل ذلك الموعد.",
}


def load() -> Analyser:
    registry = Registry.build(ENTITIES)
    return Analyser({"en": EncoderReader.load()}, lambda: registry)


@pytest.fixture(scope="module")
def analyser() -> Analyser:
    return load()


def article(text: str, title: str = "", language: str = "en") -> Article:
    return Article("202403-a", "v", "https://example.org/a", "s", DAY, title, text, language)


def collected(text: str) -> CollectedArticle:
    return CollectedArticle("v", "202403-a", "https://example.org/a", "s", DAY, "text/plain", text.encode())


def assert_sound(found: AnalysedArticle) -> None:
    text = found.article.text
    spans: list[Span] = []
    for mention in found.mentions:
        assert mention.span.of(text) == mention.text
        spans.append(mention.span)
    for statement in found.statements:
        assert statement.text == join_spans(text, statement.spans)
        assert 0 <= statement.confidence <= 1
        spans += [*statement.spans, *statement.stance_evidence]
        spans += [span for span in (statement.cue, statement.speaker.mention) if span]
    assert all(0 <= span.start < span.end <= len(text) for span in spans)
    assert len({statement.id for statement in found.statements}) == len(found.statements)


@pytest.mark.timeout(30)
@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_any_text_is_read_to_its_end(analyser: Analyser, text: str) -> None:
    assert_sound(analyser.read(article(text)))
    assert_sound(analyser.read(article(PLAIN, title=text)))


@settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(text=st.text(max_size=300) | st.text(st.sampled_from("“”\"'‘’ Holt said she.\n:,—"), max_size=300))
def test_whatever_the_characters(analyser: Analyser, text: str) -> None:
    assert_sound(analyser.read(article(text)))


@pytest.mark.parametrize("text", NASTY.values(), ids=NASTY.keys())
def test_as_a_document_it_is_read_or_refused_by_name(analyser: Analyser, text: str) -> None:
    found = analyser.analyse(collected(text))
    if isinstance(found, AnalysedArticle):
        assert_sound(found)
    else:
        assert found.reason


def test_a_reading_does_not_depend_on_what_is_read_beside_it(analyser: Analyser) -> None:
    articles = [article(PLAIN), article(NASTY["capitals"]), article(OTHER_LANGUAGES["de"], language="de"), article("")]
    articles += [article(PLAIN * 12), article(PLAIN, title="Arda denies all")]
    alone = [load().read(one) for one in articles]
    assert any(found.statements for found in alone)
    assert [analyser.read(one) for one in articles] == alone
    assert [analyser.read(one) for one in reversed(articles)] == alone[::-1]


def test_threads_may_share_an_analyser(analyser: Analyser) -> None:
    expected, found = analyser.read(article(PLAIN)), list[AnalysedArticle]()
    threads = [threading.Thread(target=lambda: found.append(analyser.read(article(PLAIN)))) for _ in range(4)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()
    assert found == [expected] * 4


@pytest.mark.parametrize(("language", "text"), OTHER_LANGUAGES.items(), ids=OTHER_LANGUAGES.keys())
def test_another_language_is_linked_by_alias_and_says_that_statements_were_not_read(
    analyser: Analyser, language: str, text: str
) -> None:
    found = analyser.analyse(collected(f"{text}\n\n{text}"))
    assert isinstance(found, AnalysedArticle)
    assert found.article.language == language
    assert {mention.entity_id for mention in found.mentions} == {"mira"}
    assert found.statements == ()
    assert language in found.statements_skipped


def test_an_english_article_says_nothing_of_statements_left_out(analyser: Analyser) -> None:
    found = analyser.analyse(collected(PLAIN))
    assert isinstance(found, AnalysedArticle)
    assert not found.statements_skipped
    assert {statement.speaker.name for statement in found.statements} >= {"Mira Holt"}
