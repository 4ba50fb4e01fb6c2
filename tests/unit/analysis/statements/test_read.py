"""What of a reading becomes a statement."""

from datetime import date

from quotewire.analysis.encoder.attribution import Attribution, Reading
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.read import read_statements

HEADLINE = "Mayor rejects the claim"
TEXT = f"{HEADLINE}\n\nThe mayor used a visit to push back. He offered no documents. The dam would stay shut, he said."


def read(cue: str, *contents: str) -> list[str]:
    places = [(TEXT.index(part), TEXT.index(part) + len(part)) for part in (cue, *contents)]
    reading = Reading((Attribution((places[0],), None, tuple(places[1:]), 0.9),), ())
    statements = read_statements("202403-a", TEXT, len(HEADLINE), reading, (), Registry.build([]), date(2024, 3, 1))
    return [statement.text for statement in statements]


def test_a_headline_does_not_report_what_only_the_body_says() -> None:
    assert read("claim", "The mayor used a visit to push back") == []
    assert read("said", "Mayor rejects the claim") == []
    assert read("rejects", "the claim") == ["the claim"]


def test_the_last_word_of_the_sentence_before_is_cut_off() -> None:
    assert read("said", "documents. The dam would stay shut") == ["The dam would stay shut"]
    assert read("said", "no documents. The dam would stay shut") == ["no documents. The dam would stay shut"]
