import pytest

from quotewire.analysis.encoder.attribution import Attribution
from quotewire.analysis.encoder.patterns import find_patterns


def read(text: str) -> list[tuple[str, str]]:
    def part(a: Attribution) -> tuple[str, str]:
        assert a.source is not None
        return text[slice(*a.source)], text[slice(*a.content[0])]

    return [part(a) for a in find_patterns(text)]


def test_turns_of_a_transcript_belong_to_their_speakers() -> None:
    text = "Partial transcript:\n\n“OKAFOR: Will you stay?\n\n“DE WITT (through interpreter): I will. Ask me again.\n"
    assert read(text) == [("OKAFOR", "Will you stay?"), ("DE WITT", "I will. Ask me again.")]


@pytest.mark.parametrize(
    "text",
    [
        "UPDATE: The website has removed the page.\n\nIt gave no reason.",
        "NOTE: Prices rose.\n\nNOTE: They fell again.",
        "At 10:30 the USA: a team\n\nScores 3: 1",
    ],
)
def test_labels_are_no_turns(text: str) -> None:
    assert read(text) == []


@pytest.mark.parametrize("join", [" ― ", "― ", "\n\n– ", " -- "])
def test_a_signed_quotation_belongs_to_its_signature(join: str) -> None:
    text = f"Readers wrote to us.\n\n“It was the best summer of all.”{join}Maria de Souza, Lisbon\n\nMore below."
    assert read(text) == [("Maria de Souza", "“It was the best summer of all.”")]


def test_a_quotation_followed_by_more_text_is_not_signed() -> None:
    assert read('"It was the best of summers," - Maria knew - and she left.') == []


def test_who_went_on_behind_a_sentence_said_it() -> None:
    text = "“No,” said Lund. The council still did not know why the bridge had fallen, he went on. Rain is expected."
    assert read(text) == [("he", "The council still did not know why the bridge had fallen")]


@pytest.mark.parametrize("text", ["The rain, Lund thought, went on.", "The work on the bridge continued, he said."])
def test_what_goes_on_by_itself_is_no_statement(text: str) -> None:
    assert read(text) == []
