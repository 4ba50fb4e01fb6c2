"""What ``ports.search.SearchIndex`` promises."""

from dataclasses import replace
from datetime import timedelta

import pytest
from tests.contract.state.samples import DAY, NOON, make_article, make_claim, make_recorded

from quotewire.errors import QueryError
from quotewire.model.article import Article
from quotewire.model.journey import RecordedArticle, RecordedStatement
from quotewire.model.span import Span, join_spans
from quotewire.model.statement import Form, Stance
from quotewire.ports.search import Hit, Kind, Page, SearchIndex
from quotewire.query.parse import parse_query


def make_story(number: int, title: str, body: str, said: tuple[str, ...] = (), **changes: object) -> RecordedArticle:
    """An article whose one statement consists of the pieces ``said`` of its body."""
    changes = {"title": title, "body": body, "published": NOON + number * DAY, **changes}
    article: Article = replace(make_article(f"202405-a{number}"), **changes)  # type: ignore[arg-type]
    recorded = make_recorded(article)
    spans = tuple(Span(start, start + len(piece)) for piece in said if (start := article.text.index(piece)) >= 0)
    (statement,) = recorded.statements
    speaker = replace(statement.statement.speaker, mention=None)
    inner = replace(
        statement.statement, speaker=speaker, spans=spans, text=join_spans(article.text, spans), cue=None, cue_text=""
    )
    return replace(recorded, mentions=(), statements=(replace(statement, statement=inner),) if said else ())


STORIES = [
    make_story(
        1, "Oil spill in the harbour", "The harbour master denied it: no oil was spilled.", ("no oil was spilled",)
    ),
    make_story(2, "Strike at the docks", "Dockers walked out over pay. The oil terminal stayed open.", language="de"),
    make_story(3, "Café opens", "A café opened near the harbours, and oil paintings hang there.", outlet="The Gull"),
]


def fill(index: SearchIndex, stories: list[RecordedArticle]) -> None:
    index.put(stories)
    index.refresh()


def search(
    index: SearchIndex, text: str, kind: Kind = Kind.ARTICLES, limit: int = 20, after: str | None = None
) -> Page:
    return index.search(parse_query(text), kind, limit, after)


def found(index: SearchIndex, text: str, kind: Kind = Kind.ARTICLES) -> set[str]:
    return {hit.id for hit in search(index, text, kind).hits}


def marked(hit: Hit) -> list[str]:
    return [span.of(hit.text) for span in hit.highlights]


class TestSearchIndex:
    @pytest.mark.parametrize(
        ("text", "expected"),
        [
            ("oil", {1, 2, 3}),
            ("oil AND NOT strike", {1, 3}),
            ('"oil terminal"', {2}),
            ('"terminal oil"', set()),
            ("cafe", {3}),
            ("harbour", {1, 3}),
            ("dock*", {2}),
            ("title:oil", {1}),
            ("outlet:gull", {3}),
            ("oil AND language:de", {2}),
            ("speaker:quill", {1}),
            ("stance:denies", {1}),
            ("oil AND published:[2024-05-05 TO *]", {2, 3}),
            ("zeppelin", set()),
        ],
    )
    def test_finds_articles(self, index: SearchIndex, text: str, expected: set[int]) -> None:
        fill(index, STORIES)
        page = search(index, text)
        assert {hit.id for hit in page.hits} == {f"202405-a{number}" for number in expected}
        assert page.total == len(expected)
        assert page.after is None

    def test_an_empty_index_answers(self, index: SearchIndex) -> None:
        for kind in Kind:
            assert search(index, "oil", kind) == Page((), 0, None)

    def test_a_hit_shows_the_article_with_its_words_marked(self, index: SearchIndex) -> None:
        fill(index, STORIES)
        (hit,) = search(index, '"oil terminal" AND dockers').hits
        article = STORIES[1].article
        assert (hit.kind, hit.article_id, hit.title, hit.url) == (Kind.ARTICLES, article.id, article.title, article.url)
        assert (hit.outlet, hit.dated, hit.text) == (article.outlet, article.dated, article.text)
        assert hit.score > 0
        assert set(marked(hit)) >= {"Dockers", "oil terminal"}

    def test_a_hit_shows_the_statement_with_its_words_marked(self, index: SearchIndex) -> None:
        pieces = ("No barrel", "was lost, not one barrel")
        story = make_story(1, "Port", "“No barrel,” she said, “was lost, not one barrel.”", pieces)
        fill(index, [story, *STORIES[1:]])
        (hit,) = search(index, "quote:barrel", Kind.STATEMENTS).hits
        assert (hit.text, marked(hit)) == ("No barrel … was lost, not one barrel", ["barrel", "barrel"])
        assert (hit.speaker, hit.role, hit.speaks_for) == ("Mara Quill", "harbour master", "Eastport")
        assert (hit.stance, hit.form, hit.claim_id) == (Stance.DENIES, Form.DIRECT, "202405-c1")
        assert (hit.article_id, hit.title, hit.dated) == (story.article.id, "Port", story.article.dated)

    def test_a_statement_is_found_by_the_words_of_its_article(self, index: SearchIndex) -> None:
        fill(index, STORIES)
        (expected,) = {recorded.statement.id for recorded in STORIES[0].statements}
        assert found(index, "harbour AND stance:denies", Kind.STATEMENTS) == {expected}
        assert found(index, "quote:harbour", Kind.STATEMENTS) == set()

    def test_claims_are_found_and_marked(self, index: SearchIndex) -> None:
        index.put_claims([make_claim(), replace(make_claim("202405-c2"), text="the dockers strike", entity_ids=())])
        index.refresh()
        (hit,) = search(index, "spilled", Kind.CLAIMS).hits
        assert (hit.id, hit.kind, hit.claim_id, hit.dated) == ("202405-c1", Kind.CLAIMS, "202405-c1", NOON)
        assert marked(hit) == ["spilled"]

    def test_putting_again_changes_nothing(self, index: SearchIndex) -> None:
        fill(index, STORIES)
        index.put_claims([make_claim()])
        index.refresh()
        before = [search(index, "oil", kind).hits for kind in Kind]
        fill(index, STORIES + STORIES)
        index.put_claims([make_claim(), make_claim()])
        index.refresh()
        assert [search(index, "oil", kind).hits for kind in Kind] == before

    def test_a_claim_that_was_removed_is_gone_and_may_come_back(self, index: SearchIndex) -> None:
        claims = [make_claim("202405-c1"), make_claim("202405-c2")]
        index.put_claims(claims)
        index.remove_claims(["202405-c2", "202405-c3"])
        index.refresh()
        assert found(index, "oil", Kind.CLAIMS) == {"202405-c1"}
        index.put_claims(claims[1:])
        index.refresh()
        assert found(index, "oil", Kind.CLAIMS) == {"202405-c1", "202405-c2"}

    def test_a_version_put_again_shows_the_claims_of_today(self, index: SearchIndex) -> None:
        story = STORIES[0]
        fill(index, [story])
        on_another = tuple(replace(one, claim_id="202405-c9") for one in story.statements)
        fill(index, [replace(story, statements=on_another)])
        assert [hit.claim_id for hit in search(index, "oil", Kind.STATEMENTS).hits] == ["202405-c9"]
        assert found(index, "claim:202405-c9", Kind.STATEMENTS) == {on_another[0].statement.id}

    def test_a_later_version_replaces_the_earlier_with_its_statements(self, index: SearchIndex) -> None:
        corrected = make_story(1, "No spill", "“Not a drop was lost,” said Mara Quill.", ("Not a drop was lost",))
        statement = corrected.statements[0]
        moved = replace(statement, statement=replace(statement.statement, id="202405-s-new"))
        fill(index, STORIES)
        fill(index, [replace(corrected, version=2, statements=(moved,))])
        assert found(index, "oil") == {"202405-a2", "202405-a3"}
        assert found(index, "drop") == {"202405-a1"}
        assert found(index, "speaker:quill", Kind.STATEMENTS) == {"202405-s-new"}

    def test_an_earlier_version_put_late_replaces_nothing(self, index: SearchIndex) -> None:
        corrected = replace(make_story(1, "No spill", "Not a drop was lost."), version=2)
        fill(index, [corrected])
        fill(index, STORIES[:1])
        assert found(index, "drop") == {"202405-a1"}
        assert found(index, "oil") == set()

    def test_a_claim_as_it_was_before_replaces_nothing(self, index: SearchIndex) -> None:
        later = replace(make_claim(at=NOON + DAY), text="fuel was spilled")
        index.put_claims([later])
        index.put_claims([make_claim()])
        index.refresh()
        assert found(index, "fuel", Kind.CLAIMS) == {"202405-c1"}
        assert found(index, "oil", Kind.CLAIMS) == set()

    def test_better_matches_come_first_and_equal_ones_newest_first(self, index: SearchIndex) -> None:
        equal = [make_story(number, "Ferry", "The ferry was late.") for number in (1, 2, 3)]
        best = make_story(4, "Ferry, ferry, ferry", "Ferry.", published=NOON - 9 * DAY)
        others = [make_story(number, "Else", "Something else altogether.") for number in range(5, 15)]
        fill(index, [*equal, best, *others])
        assert [hit.id[-1] for hit in search(index, "ferry").hits] == ["4", "3", "2", "1"]

    def test_without_words_the_newest_come_first(self, index: SearchIndex) -> None:
        fill(index, STORIES)
        hits = search(index, "published:[2024-05-04 TO *]").hits
        assert [hit.id[-1] for hit in hits] == ["3", "2", "1"]

    def test_pages_show_every_hit_once(self, index: SearchIndex) -> None:
        at_once = NOON + timedelta(hours=1)
        fill(index, [make_story(n, "Ferry", "A ferry. " * (n % 3 + 1), published=at_once) for n in range(1, 8)])
        whole = [hit.id for hit in search(index, "ferry").hits]
        paged: list[str] = []
        after = None
        while len(paged) < 7:
            page = search(index, "ferry", limit=3, after=after)
            assert page.total == 7
            paged += [hit.id for hit in page.hits]
            after = page.after
        assert after is None
        assert paged == whole

    def test_a_page_marker_from_elsewhere_is_refused(self, index: SearchIndex) -> None:
        for odd in ("", "page 2", "W10", "bnVsbA"):
            with pytest.raises(QueryError, match="continues no listing"):
                search(index, "oil", after=odd)

    def test_text_may_hold_anything(self, index: SearchIndex) -> None:
        odd = make_story(1, "Quotes \" and ' and ( * ^", 'NUL \0, "AND" OR NEAR/2 -- {x} : é 東京 ' + "x" * 5000)
        fill(index, [odd])
        (hit,) = search(index, "東京").hits
        assert marked(hit)
        assert hit.text == odd.article.text

    def test_an_article_without_words_is_kept(self, index: SearchIndex) -> None:
        fill(index, [make_story(1, "", "")])
        assert found(index, "published:[2024-05-01 TO *]") == {"202405-a1"}

    def test_unmarked_statements_have_no_spans_outside_their_text(self, index: SearchIndex) -> None:
        fill(index, STORIES)
        for hit in search(index, "oil OR harbour OR quill", Kind.STATEMENTS).hits:
            assert all(span.end <= len(hit.text) for span in hit.highlights)

    def test_many_statements_of_one_article(self, index: SearchIndex) -> None:
        story = make_story(1, "Speech", "The ferry is late.", ("The ferry is late",))
        (first,) = story.statements
        many: list[RecordedStatement] = [
            replace(first, statement=replace(first.statement, id=f"202405-s{number:03}")) for number in range(60)
        ]
        fill(index, [replace(story, statements=tuple(many))])
        assert search(index, "ferry", Kind.STATEMENTS, limit=5).total == 60
