"""Novelty on labelled pairs: ``python -m quotewire.evaluation.novelty [--errors]``.

The second statement of each pair is judged with the first one known. "New" is what may raise an alert: new, changed
content, changed stance. Both statements get one claim when the claim scorer says so, as in the stream.
"""

import argparse
from collections import Counter
from datetime import UTC, datetime, timedelta
from typing import Any

from quotewire.analysis.claims.likeness import compare, read_wording
from quotewire.analysis.novelty.utterance import judge_novelty
from quotewire.evaluation.pairs import make_statement, read_pairs, score
from quotewire.model.claim import FRESH, Novelty, Utterance

_FIRST = datetime(2026, 3, 2, 9, tzinfo=UTC)
_SAME_CLAIM = 0.5
_FRESH_LABELS = {"new", "changed content", "changed stance"}


def judge(pair: dict[str, Any]) -> Novelty:
    before, after = pair["before"], pair["after"]
    first = make_statement("1", before["text"], before["stance"])
    known = Utterance("u", "x-somebody", "claim", first.stance, first.text, first.id, _FIRST, _FIRST)
    same = compare(read_wording(before["text"]), read_wording(after["text"])).score >= _SAME_CLAIM
    said = make_statement("2", after["text"], after["stance"])
    return judge_novelty(said, "claim" if same else "other", _FIRST + timedelta(hours=pair["hours"]), [known]).novelty


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("--errors", action="store_true", help="show the development pairs that were misjudged")
    errors = parser.parse_args().errors
    for split in ("dev", "held-out"):
        pairs = read_pairs("novelty_pairs.jsonl", split)
        verdicts = [judge(pair) for pair in pairs]
        report(split, pairs, verdicts)
        if errors and split == "dev":
            show_errors(pairs, verdicts)


def report(split: str, pairs: list[dict[str, Any]], verdicts: list[Novelty]) -> None:
    fresh = score([verdict in FRESH for verdict in verdicts], [pair["label"] in _FRESH_LABELS for pair in pairs])
    print(f"novelty, {split}, {len(pairs)} pairs: new  {fresh}")
    table = Counter((pair["label"], verdict.value) for pair, verdict in zip(pairs, verdicts, strict=True))
    for (label, verdict), count in sorted(table.items()):
        print(f"  {label:16} judged {verdict:12} {count:4}")


def show_errors(pairs: list[dict[str, Any]], verdicts: list[Novelty]) -> None:
    for pair, verdict in zip(pairs, verdicts, strict=True):
        if (pair["label"] in _FRESH_LABELS) != (verdict in FRESH):
            print(
                f"  {pair['id']} {pair['label']} -> {verdict.value}: {pair['before']['text']} | {pair['after']['text']}"
            )


if __name__ == "__main__":
    main()
