from dataclasses import replace
from datetime import date

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from tests.unit.matching.known import Known
from tests.unit.query.samples import NAMES, build_article, build_statement, queries, record, recorded_articles

from quotewire.errors import QueryError
from quotewire.matching.clause import view_article
from quotewire.matching.matcher import Matcher, match_each, read_watch
from quotewire.matching.speaker import NoNames
from quotewire.model.entity import Entity, Role
from quotewire.model.journey import RecordedArticle
from quotewire.model.mention import Candidate, EntityKind, Mention
from quotewire.model.span import Span
from quotewire.model.statement import Resolution, Stance
from quotewire.model.watch import Match, ReasonKind, SaidBy, Watch
from quotewire.query.parse import parse_query

HOUSE = Entity("white-house", EntityKind.ORGANISATION, "White House", speaks_for="gov-us")
STATES = Entity("gov-us", EntityKind.GOVERNMENT, "United States")
RUSSIA = Entity("gov-ru", EntityKind.GOVERNMENT, "Russia", metonyms=("the Kremlin",))
PESKOV = Entity(
    "peskov", EntityKind.PERSON, "Dmitry Peskov", ("Dmitri Peskov", "Дмитрий Песков"), speaks_for="gov-ru"
)  # fmt: skip
PSAKI = Entity(
    "psaki", EntityKind.PERSON, "Jen Psaki", roles=(Role("press secretary", HOUSE.id, None, date(2022, 5, 13)),)
)
JEAN = Entity(
    "jean", EntityKind.PERSON, "Karine Jean-Pierre", roles=(Role("press secretary", HOUSE.id, date(2022, 5, 13)),)
)


NAMES_KNOWN = Known(HOUSE, STATES, RUSSIA, PESKOV, PSAKI, JEAN)

ARTICLE = build_article("Drones over Moscow", "Peskov said the parade would go on. Critics doubted it.")


def said(name: str = "Dmitry Peskov", stance: Stance = Stance.ASSERTS, **speaker: object) -> RecordedArticle:
    place = Span(20, 26)
    assert place.of(ARTICLE.text) == "Peskov"
    words = Span(32, 55)
    statement = build_statement(ARTICLE, (words,), name, stance, mention=place, **speaker)
    return record(ARTICLE, (statement,))


def ask(watch: Watch, recorded: RecordedArticle) -> Match | None:
    found = Matcher.build([watch], NAMES_KNOWN).match(recorded)
    return found[0] if found else None


def by(name: str) -> Watch:
    return Watch("w", (SaidBy(name=name),))


PRESS_SECRETARY = Watch("w", (SaidBy(role="press secretary", of="The White House"),))


@pytest.mark.parametrize("name", ["Dmitry Peskov", "Dmitri Peskov", "Дмитрий Песков", "peskov"])
def test_a_person_is_found_by_any_name_and_by_id(name: str) -> None:
    match = ask(by(name), said(entity_id="peskov", resolution=Resolution.SURNAME))
    assert match is not None
    (reason,) = match.reasons
    assert (reason.kind, reason.clause, reason.score) == (ReasonKind.NAME, name, 1.0)
    assert reason.detail == "Dmitry Peskov, by surname"
    assert [span.of(ARTICLE.text) for span in reason.spans] == ["Peskov"]


def test_who_is_mentioned_is_not_who_speaks() -> None:
    place = Span(12, 18)
    article = replace(said("Critics"), mentions=(Mention(place, "Moscow", EntityKind.GOVERNMENT, 0.9, "gov-ru"),))
    assert ask(by("Russia"), article) is None
    match = ask(Watch("w", mentions=("Russia",)), article)
    assert match is not None
    assert [span.of(ARTICLE.text) for span in match.reasons[0].spans] == ["Moscow"]


@pytest.mark.parametrize("written", ["Dana Novák", "dana novak", "DANA NOVÁK"])
def test_a_speaker_that_no_list_knows_is_found_by_name(written: str) -> None:
    match = ask(by(written), said("Dana Novák", key="x-dana-novak"))
    assert match is not None
    assert match.score == 0.9
    assert ask(by("Novák"), said("Dana Novák")) is None


def test_a_known_namesake_is_somebody_else() -> None:
    assert ask(by("Dana Novák"), said("Dana Novák", entity_id="another")) is None


def test_of_several_candidates_only_the_likely_one_counts_and_says_how_likely() -> None:
    candidates = (Candidate("peskov", 0.6), Candidate("psaki", 0.4))
    match = ask(by("Dmitry Peskov"), said("Peskov", candidates=candidates))
    assert match is not None
    assert match.score == 0.6
    assert ask(by("Jen Psaki"), said("Peskov", candidates=candidates)) is None


def test_a_surname_of_two_people_is_heard_by_the_watches_of_both_and_says_so() -> None:
    unsure = said("Peskov", candidates=(Candidate("peskov", 0.5), Candidate("x-tatiana-peskova", 0.5)))
    for name in ("Dmitry Peskov", "Tatiana Peskova"):
        match = ask(by(name), unsure)
        assert match is not None
        assert match.score == 0.5
        assert "one of 2 whom the name may mean" in match.reasons[0].detail
    assert ask(by("Jen Psaki"), unsure) is None


def test_a_role_is_as_likely_as_the_candidate_who_holds_it() -> None:
    match = ask(PRESS_SECRETARY, said("Jean-Pierre", candidates=(Candidate("jean", 0.6), Candidate("peskov", 0.4))))
    assert match is not None
    assert match.score == 0.6


def test_a_role_is_whoever_held_it_on_the_articles_day() -> None:
    then = said("Karine Jean-Pierre", entity_id="jean")
    match = ask(PRESS_SECRETARY, then)
    assert match is not None
    assert match.reasons[0].kind is ReasonKind.ROLE
    assert "in office on the article's day" in match.reasons[0].detail
    assert ask(PRESS_SECRETARY, said("Jen Psaki", entity_id="psaki")) is None
    earlier = replace(then, article=build_article(ARTICLE.title, ARTICLE.body, -500))
    assert ask(PRESS_SECRETARY, earlier) is None


@pytest.mark.parametrize(
    ("role", "more", "holds"),
    [
        ("White House press secretary", {}, True),
        ("press secretary", {"speaks_for": "the White House"}, True),
        ("press secretary", {"speaks_for": "Bank", "speaks_for_id": "white-house"}, True),
        ("press secretary", {}, False),
        ("former White House press secretary", {}, False),
        ("White House chief of staff", {}, False),
        ("White House press secretary and chairwoman", {}, True),
        ("White House press secretary", {"entity_id": "psaki"}, False),  # the list says: not on that day
    ],
)
def test_a_role_as_the_article_states_it(role: str, more: dict[str, object], holds: bool) -> None:
    match = ask(PRESS_SECRETARY, said("Somebody New", role=role, **more))
    assert (match is not None) is holds
    assert match is None or match.score <= 0.8


@pytest.mark.parametrize("asked", ["spokesperson", "spokesman", "spokeswoman"])
@pytest.mark.parametrize(
    "stated", ["White House spokesman", "White House spokeswoman", "spokespeople of the White House"]
)
def test_a_title_is_one_whoever_bears_it(asked: str, stated: str) -> None:
    watch = Watch("w", (SaidBy(role=asked, of="The White House"),))
    assert ask(watch, said("Somebody New", role=stated)) is not None
    known = Known(HOUSE, replace(JEAN, roles=(Role(stated.rsplit(maxsplit=1)[-1], HOUSE.id),)))
    if stated.startswith("White"):
        assert Matcher.build([watch], known).match(said("Karine Jean-Pierre", entity_id="jean"))


@pytest.mark.parametrize(
    ("said_by", "speaker", "holds"),
    [
        (SaidBy(organisation="Russia"), {"entity_id": "gov-ru"}, True),
        (SaidBy(organisation="the Kremlin"), {"entity_id": "gov-ru"}, True),
        (SaidBy(name="Russia"), {"entity_id": "peskov"}, True),
        (SaidBy(organisation="White House"), {"speaks_for_id": "white-house"}, True),
        (SaidBy(organisation="United States"), {"speaks_for_id": "white-house"}, True),
        (SaidBy(organisation="Example Institute"), {"speaks_for": "the Example Institute"}, True),
        (SaidBy(organisation="White House"), {"entity_id": "jean"}, True),
        (SaidBy(organisation="White House"), {"entity_id": "psaki"}, False),  # no longer in office on the day
        (SaidBy(organisation="United States"), {"entity_id": "peskov"}, False),
        (SaidBy(name="Dmitry Peskov"), {"entity_id": "gov-ru"}, False),
    ],
)
def test_an_organisation_also_speaks_through_its_people(
    said_by: SaidBy, speaker: dict[str, object], holds: bool
) -> None:
    assert (ask(Watch("w", (said_by,)), said(**speaker)) is not None) is holds  # type: ignore[arg-type]


def test_clauses_combine_and_each_gives_its_reason() -> None:
    watch = Watch(
        "w", (SaidBy(name="Dmitry Peskov"),), ("Moscow",), "parade* AND drone NOT football", (Stance.ASSERTS,), 0.5
    )
    match = ask(watch, said(entity_id="peskov"))
    assert match is not None
    assert [(reason.kind, reason.clause) for reason in match.reasons] == [
        (ReasonKind.NAME, "Dmitry Peskov"),
        (ReasonKind.STANCE, "asserts"),
        (ReasonKind.CONFIDENCE, "at least 0.5"),
        (ReasonKind.MENTION, "Moscow"),
        (ReasonKind.ABOUT, "parade*"),
        (ReasonKind.ABOUT, "drone"),
    ]
    assert match.score == 0.9  # of the statement's confidence, the least of all
    for broken in (
        replace(watch, said_by=(SaidBy(name="Jen Psaki"),)),
        replace(watch, mentions=("Berlin",)),
        replace(watch, about="parade AND football"),
        replace(watch, stance=(Stance.DENIES,)),
        replace(watch, min_confidence=0.95),
    ):
        assert ask(broken, said(entity_id="peskov")) is None


@pytest.mark.parametrize(
    ("include", "exclude", "holds"),
    [
        (("example.org",), (), True),
        (("Example Wire",), (), True),
        (("example-wire",), (), True),
        (("example.com",), (), False),
        ((), ("example.org",), False),
        (("example.org",), ("Example Wire",), False),
        (("org.example",), (), False),
    ],
)
def test_sources(include: tuple[str, ...], exclude: tuple[str, ...], holds: bool) -> None:
    watch = Watch("w", about="parade", sources_include=include, sources_exclude=exclude)
    assert (ask(watch, said()) is not None) is holds


def test_an_invalid_watch_is_visible_and_disables_no_other() -> None:
    matcher = Matcher.build([Watch("a", about="titel:x"), Watch("b", about="parade")], NAMES_KNOWN)
    assert [match.watch_id for match in matcher.match(said())] == ["b"]
    assert "unknown field titel" in matcher.invalid["a"]
    matcher.add(Watch("a", about="drones"))
    assert [match.watch_id for match in matcher.match(said())] == ["a", "b"]
    assert not matcher.invalid


def test_changes_are_in_force_at_once() -> None:
    matcher = Matcher.build([Watch("a", about="parade"), Watch("b", about="para*")], NAMES_KNOWN)
    matcher.add(Watch("a", about="football"))
    assert [match.watch_id for match in matcher.match(said())] == ["b"]
    matcher.remove("b")
    matcher.remove("b")
    assert matcher.match(said()) == []
    assert len(matcher) == 1


def test_a_change_of_the_known_entities_is_followed() -> None:
    matcher = Matcher.build([by("Dmitri Peskov"), Watch("z", about="parade")], NoNames())
    known = said(entity_id="peskov")
    assert [match.watch_id for match in matcher.match(known)] == ["z"]
    matcher.learn(NAMES_KNOWN)
    assert [match.watch_id for match in matcher.match(known)] == ["w", "z"]
    matcher.learn(NoNames())
    assert [match.watch_id for match in matcher.match(known)] == ["z"]


def watches() -> st.SearchStrategy[Watch]:
    said_by = st.lists(
        st.one_of(
            st.sampled_from(NAMES).map(lambda name: SaidBy(name=name)),
            st.just(SaidBy(role="press secretary", of="White House")),
        ),
        max_size=2,
    ).map(tuple)
    together = st.lists(st.sampled_from(("drone", "dro*", "krem*", "red", "att?ck", "allies*")), min_size=2, max_size=3)
    topics = together.map(lambda leaves: Watch("", about=" ".join(leaves)))
    return topics | st.builds(
        Watch,
        id=st.just(""),
        said_by=said_by,
        mentions=st.lists(st.sampled_from(("Kremlin", "Red Square", "Russia")), max_size=2).map(tuple),
        about=st.none() | queries(),
        stance=st.lists(st.sampled_from(Stance), max_size=2).map(tuple),
        min_confidence=st.sampled_from((0.0, 0.8)),
    )


def is_valid(watch: Watch) -> bool:
    try:
        parse_query(watch.about or "x")
    except QueryError:
        return False
    return True


@settings(max_examples=120, deadline=None)
@given(st.lists(watches(), max_size=8), recorded_articles(), st.data())
def test_the_index_finds_what_asking_every_watch_finds(
    drawn: list[Watch], recorded: RecordedArticle, data: st.DataObject
) -> None:
    numbered = [replace(watch, id=str(number)) for number, watch in enumerate(drawn) if is_valid(watch)]
    matcher = Matcher.build(numbered, NAMES_KNOWN)
    for watch in numbered:
        if data.draw(st.booleans()):
            matcher.remove(watch.id)
            matcher.add(watch)
    every = [read_watch(watch, NAMES_KNOWN) for watch in numbered]
    assert matcher.match(recorded) == match_each(every, view_article(recorded, NAMES_KNOWN))


def test_without_known_entities_names_are_compared() -> None:
    assert Matcher.build([by("Dmitry Peskov")], NoNames()).match(said())
