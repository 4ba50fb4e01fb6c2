"""What ``ports.state.ArticleStore`` and ``FingerprintStore`` promise."""

from concurrent.futures import ThreadPoolExecutor
from datetime import datetime

from tests.contract.state.processes import run_in_processes
from tests.contract.state.samples import DAY, NOON, make_article, make_recorded

from quotewire.adapters.state import SqlState
from quotewire.model.ids import article_id
from quotewire.ports.state import State

URL = "https://example.org/story"


class TestArticleStore:
    def test_an_article_keeps_the_id_of_the_month_it_was_first_seen_in(self, state: State) -> None:
        with state.transaction() as transaction:
            first = transaction.articles.identify(URL, NOON)
        with state.transaction() as transaction:
            assert transaction.articles.identify(URL, NOON + 40 * DAY) == first == article_id(URL, NOON)

    def test_concurrent_callers_agree_on_one_id(self, state: State) -> None:
        def identify(number: int) -> str:
            with state.transaction() as transaction:
                return transaction.articles.identify(URL, NOON + number * 31 * DAY)

        with ThreadPoolExecutor(8) as pool:
            assert len(set(pool.map(identify, range(16)))) == 1

    def test_concurrent_processes_agree_on_ids(self, url: str) -> None:
        answers = run_in_processes(identify_forty, [(url, NOON), (url, NOON + 365 * DAY)])
        assert answers[0] == answers[1]
        assert len(set(answers[0])) == 40

    def test_an_alias_names_the_article_too(self, state: State) -> None:
        with state.transaction() as transaction:
            known = transaction.articles.identify(URL, NOON)
            assert transaction.articles.add_alias(f"{URL}?amp", known) == known
            assert transaction.articles.find(f"{URL}?amp") == known
            assert transaction.articles.identify(f"{URL}?amp", NOON + DAY) == known

    def test_an_alias_never_moves(self, state: State) -> None:
        with state.transaction() as transaction:
            known = transaction.articles.identify(URL, NOON)
            assert transaction.articles.add_alias(URL, "202405-other") == known

    def test_finds_by_url_article_and_version(self, state: State) -> None:
        recorded = make_recorded()
        with state.transaction() as transaction:
            transaction.articles.add_alias(recorded.article.url, recorded.article.id)
            transaction.articles.save(recorded)
            for name in (recorded.article.url, recorded.article.id, recorded.article.version_id):
                assert transaction.articles.find(name) == recorded.article.id
            assert transaction.articles.find("https://example.org/unknown") is None

    def test_an_address_may_be_very_long(self, state: State) -> None:
        long = "https://example.org/?" + "".join(f"{number:x}" for number in range(20_000))
        with state.transaction() as transaction:
            assert transaction.articles.identify(long, NOON) == transaction.articles.find(long)

    def test_a_recorded_version_comes_back_as_it_was(self, state: State) -> None:
        recorded = make_recorded()
        with state.transaction() as transaction:
            assert transaction.articles.recorded(recorded.article.version_id) is None
            transaction.articles.save(recorded)
        with state.transaction() as transaction:
            assert transaction.articles.recorded(recorded.article.version_id) == recorded

    def test_text_may_hold_anything(self, state: State) -> None:
        article = make_article()
        odd = "nul \0, emoji \N{GRINNING FACE}, line\u2028separator"
        recorded = make_recorded(type(article)(**{**_fields(article), "body": odd}))
        with state.transaction() as transaction:
            transaction.articles.save(recorded)
            found = transaction.articles.recorded(article.version_id)
        assert found is not None
        assert found.article.body == odd

    def test_versions_come_oldest_first_and_saving_again_changes_nothing(self, state: State) -> None:
        second = make_recorded(make_article(version="v0", at=NOON + DAY), version=2)
        first = make_recorded(make_article(version="v1"), version=1)
        with state.transaction() as transaction:
            for recorded in (second, first, second):
                transaction.articles.save(recorded)
            assert transaction.articles.versions(first.article.id) == [first, second]

    def test_all_versions_since_a_time_come_in_order_of_collection(self, state: State) -> None:
        all_days = [make_recorded(make_article(f"202405-a{day}", at=NOON + day * DAY)) for day in (2, 0, 1)]
        with state.transaction() as transaction:
            assert transaction.articles.newest() is None
            for recorded in all_days:
                transaction.articles.save(recorded)
        with state.reading() as view:
            assert view.articles.newest() == NOON + 2 * DAY
            assert [found.article.id for found in view.articles.since(NOON + DAY)] == ["202405-a1", "202405-a2"]

    def test_thousands_of_versions_are_read_in_pieces(self, state: State) -> None:
        with state.transaction() as transaction:
            for number in range(250):
                transaction.articles.save(make_recorded(make_article(f"202405-a{number:03}")))
        with state.reading() as view:
            seen = []
            for recorded in view.articles.since(NOON):
                seen.append(recorded.article.id)
                assert view.articles.find(recorded.article.id)
        assert seen == [f"202405-a{number:03}" for number in range(250)]


class TestFingerprintStore:
    def test_finds_articles_that_share_a_shingle_with_all_their_shingles(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.fingerprints.save("a", {1, 2, 3}, NOON)
            transaction.fingerprints.save("b", {4, 5}, NOON)
            assert transaction.fingerprints.overlapping({3, 9}, NOON) == {"a": frozenset({1, 2, 3})}
            assert transaction.fingerprints.overlapping(set(), NOON) == {}

    def test_shingles_use_all_64_bits(self, state: State) -> None:
        large = {2**64 - 1, 2**63, 0}
        with state.transaction() as transaction:
            transaction.fingerprints.save("a", large, NOON)
            assert transaction.fingerprints.overlapping({2**63}, NOON) == {"a": frozenset(large)}

    def test_a_later_version_replaces_the_shingles(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.fingerprints.save("a", {1, 2}, NOON)
            transaction.fingerprints.save("a", {2, 3}, NOON)
            assert transaction.fingerprints.overlapping({1}, NOON) == {}
            assert transaction.fingerprints.overlapping({3}, NOON) == {"a": frozenset({2, 3})}

    def test_finds_those_that_share_most_where_boilerplate_is_in_all(self, state: State) -> None:
        boilerplate = {1, 2, 3}
        with state.transaction() as transaction:
            for number in range(60):
                transaction.fingerprints.save(f"a{number:02}", {*boilerplate, 100 + number}, NOON)
            transaction.fingerprints.save("copied", {*boilerplate, 7, 8}, NOON)
            transaction.fingerprints.save("older", {*boilerplate, 7, 8, 9}, NOON - DAY)
            assert len(transaction.fingerprints.overlapping(boilerplate, NOON)) == 50
            found = transaction.fingerprints.overlapping({*boilerplate, 7, 8, 9}, NOON, 3, 2)
            assert list(found) == ["a00", "copied"]

    def test_looks_back_only_as_far_as_asked(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.fingerprints.save("a", {1}, NOON)
            assert transaction.fingerprints.overlapping({1}, NOON + DAY) == {}

    def test_forgets_what_is_old(self, state: State) -> None:
        with state.transaction() as transaction:
            transaction.fingerprints.save("old", {1}, NOON)
            transaction.fingerprints.save("new", {1}, NOON + DAY)
            transaction.fingerprints.forget_before(NOON + DAY)
            assert list(transaction.fingerprints.overlapping({1}, NOON)) == ["new"]


def identify_forty(url: str, seen: datetime) -> list[str]:
    state = SqlState(url)
    found = []
    for number in range(40):
        with state.transaction() as transaction:
            found.append(transaction.articles.identify(f"https://example.org/{number}", seen))
    state.close()
    return found


def _fields(article: object) -> dict[str, object]:
    return {name: getattr(article, name) for name in article.__dataclass_fields__}  # type: ignore[attr-defined]
