import sqlite3
from itertools import pairwise

import pytest
from hypothesis import given
from hypothesis import strategies as st

from quotewire.query.tokens import LONGEST, SEPARATOR, keyword, tokenize, words


@pytest.mark.parametrize(
    ("one", "other"),
    [
        ("drone", "Drones"),
        ("ally", "ALLIES"),
        ("Kremlin", "Kremlin’s"),
        ("Zelenskyy", "ZELENSKYY"),
        ("Łukasz Müller", "łukasz Müller"),
        ("José", "Jose"),
        ("O'Brien", "O’Brien"),
        ("US", "U.S."),
        ("1,000", "1000"),
        ("ﬁre", "fire"),
        ("Straße", "STRASSE"),
        ("speech", "speeches"),
        ("cache", "caches"),
        ("tax", "taxes"),
        ("don't", "don’t"),
        ("Ё", "е"),
    ],
)
def test_spellings_of_one_word_are_one_token(one: str, other: str) -> None:
    assert words(one) == words(other) != ()


@pytest.mark.parametrize(
    ("one", "other"), [("organ", "organisation"), ("new", "news"), ("us", "use"), ("Kyiv", "Kiev")]
)
def test_other_words_stay_apart(one: str, other: str) -> None:
    assert words(one) != words(other)


def test_a_sentence() -> None:
    text = "Jean-Pierre said: the U.S. wasn't “encouraging” 3.5% of it."
    assert words(text) == ("jean", "pierre", "said", "the", "us", "wasnt", "encouraging", "3", "5", "of", "it")


def test_scripts_without_blanks_give_a_token_for_each_sign() -> None:
    assert words("克里姆林宫 said") == ("克", "里", "姆", "林", "宫", "said")
    assert words("Зеленський") == ("зеленськии",)


def test_a_value_is_one_token() -> None:
    assert keyword("neither confirms nor denies") == "neither·confirms·nor·denies"
    assert keyword("Example-Wire") == keyword("example wire")


@given(st.text(max_size=80))
def test_tokens_stand_where_they_say_and_any_engine_takes_them(text: str) -> None:
    tokens = list(tokenize(text))
    for token in tokens:
        assert text[token.start : token.end].strip()
        assert 0 < len(token.text) <= LONGEST
        assert token.text != SEPARATOR
    assert all(one.end <= other.start for one, other in pairwise(tokens))
    indexed = " ".join(token.text for token in tokens)
    assert indexed.split() == [token.text for token in tokens]
    assert not any(character in indexed for character in "'\"*?:()[]{}^~\\-+_.")


@given(st.lists(st.text(min_size=1, max_size=12), max_size=8))
def test_full_text_index_keeps_the_tokens_as_they_are(texts: list[str]) -> None:
    tokens = [token for text in texts for token in words(text)]
    database = sqlite3.connect(":memory:")
    database.execute("CREATE VIRTUAL TABLE t USING fts5(a, tokenize='ascii')")
    database.execute("CREATE VIRTUAL TABLE v USING fts5vocab(t, instance)")
    database.execute("INSERT INTO t VALUES (?)", (" ".join(tokens),))
    stored = [term for (term,) in database.execute('SELECT term FROM v ORDER BY "offset"')]
    database.close()
    assert stored == tokens
