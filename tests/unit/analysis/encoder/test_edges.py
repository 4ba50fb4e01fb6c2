import numpy as np
from tests.unit.analysis.encoder.test_decode import words_of

from quotewire.analysis.encoder.decode import run_span
from quotewire.analysis.encoder.edges import mend_edges


def mended(text: str, *contents: str, barred: str = "said") -> list[str]:
    words = words_of(text)
    shown = [text[a:b] for a, b in zip(words.starts, words.ends, strict=True)]
    runs = []
    for content in contents:
        start = text.index(content)
        first = words.starts.tolist().index(start)
        runs.append((first, first + len(content.split())))
    found = mend_edges(text, words, runs, np.array([word in barred.split() for word in shown]))
    return [text[slice(*run_span(run, words))] for run in found]


def test_a_content_cannot_end_in_an_article() -> None:
    text = "The ministry said the ferry sank after the crew left the bridge and the tide turned. It rained."
    assert mended(text, "the ferry sank after the") == [
        "the ferry sank after the crew left the bridge and the tide turned"
    ]


def test_a_content_that_could_end_is_left_alone() -> None:
    assert mended("He said the ferry sank and left.", "the ferry sank") == ["the ferry sank"]


def test_a_content_is_not_carried_on_over_the_cue() -> None:
    assert mended("The ferry sank after the mayor said.", "The ferry sank after the") == [
        "The ferry sank after the mayor"
    ]


def test_a_small_gap_that_nothing_fills_is_closed() -> None:
    text = "He said the plan, which the town made in May was dropped."
    assert mended(text, "which the town", "May was dropped") == ["which the town made in May was dropped"]


def test_a_gap_with_the_cue_in_it_stays() -> None:
    text = "“The plan,” she said “was dropped.”"
    assert mended(text, "The plan", "was dropped") == ["“The plan,”", "“was dropped.”"]


def test_a_clause_goes_on_in_a_headline_and_not_in_a_body() -> None:
    headline = "Norway accuses trawler of cutting a cable which feeds two towns"
    assert mended(headline, "trawler of cutting a cable", barred="accuses") == [
        "trawler of cutting a cable which feeds two towns"
    ]
    body = "Storm\n\nNorway accuses a trawler which left on Sunday of cutting a cable."
    assert mended(body, "a trawler", barred="accuses") == ["a trawler"]
