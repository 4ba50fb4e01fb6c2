"""Which statement of the body a headline tells in short."""

from dataclasses import replace

from quotewire.analysis.claims.headline import pair_headlines
from quotewire.evaluation.pairs import make_statement
from quotewire.model.statement import Statement


def said(number: str, text: str, stance: str = "asserts", headline: bool = False, who: str = "x") -> Statement:
    statement = make_statement(number, text, stance)
    return replace(statement, headline=headline, speaker=replace(statement.speaker, key=who))


HEADLINE = said("h", "new tram line for the harbour", "promises", headline=True)
TRAM = said("1", "trams would run to the harbour by the spring", "promises")
TAXES = said("2", "taxes on hotels would not rise", "promises")


def test_the_likest_of_the_same_voice_is_what_the_headline_tells() -> None:
    assert pair_headlines([HEADLINE, TAXES, TRAM]) == {"h": "1"}


def test_another_voice_another_attitude_or_another_matter_is_not() -> None:
    assert pair_headlines([HEADLINE, replace(TRAM, speaker=replace(TRAM.speaker, key="y"))]) == {}
    assert pair_headlines([HEADLINE, said("1", "trams would run to the harbour", "denies")]) == {}
    assert pair_headlines([HEADLINE, TAXES]) == {}


def test_who_speaks_for_a_body_has_its_voice() -> None:
    ministry = replace(HEADLINE, speaker=replace(HEADLINE.speaker, key="ministry"))
    spokesman = replace(TRAM, speaker=replace(TRAM.speaker, key="y", speaks_for_id="ministry"))
    assert pair_headlines([ministry, spokesman]) == {"h": "1"}
