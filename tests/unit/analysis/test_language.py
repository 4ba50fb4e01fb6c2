"""Which language a text is in."""

import pytest

from quotewire.analysis.language import detect_language, normalise_code


@pytest.mark.parametrize(
    ("text", "language"),
    [
        ("The harbour authority said on Tuesday that it would close the northern pier after an inspection.", "en"),
        ("Die Hafenbehörde erklärte am Dienstag, dass sie die nördliche Pier nach einer Prüfung schließt.", "de"),
        ("Le port a annoncé mardi la fermeture de la jetée nord après la découverte de fissures.", "fr"),
        ("Власти порта заявили во вторник, что закроют северный причал после проверки.", "ru"),
        ("Влада порту заявила у вівторок, що закриє північний причал після перевірки.", "uk"),
        ("港务局周二表示，在检查发现裂缝后将关闭北码头。", "zh"),
    ],
)
def test_a_sentence_tells_its_language_whatever_the_page_declares(text: str, language: str) -> None:
    assert detect_language(text, None) == language
    assert detect_language(text * 2, "es") == language


def test_short_texts_lean_on_the_declared_language() -> None:
    assert detect_language("Kremlin denies attack", "en-GB") == "en"
    assert detect_language("Putin", "de") == "de"


def test_nothing_to_tell_from() -> None:
    assert detect_language("", None) == "und"
    assert detect_language("12 345 – 67", "und") == "und"
    assert detect_language("Putin", None) == "und"


@pytest.mark.parametrize(
    ("declared", "code"),
    [("en-GB", "en"), ("EN_us", "en"), ("pt.UTF-8", "pt"), ("english", None), ("", None), (None, None)],
)
def test_declared_codes(declared: str | None, code: str | None) -> None:
    assert normalise_code(declared) == code
