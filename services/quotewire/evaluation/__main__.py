"""The figures of the analysis: ``python -m quotewire.evaluation ../shared [--quick] [--errors N] [--only-statements]``.

Statements, names, stance, memory and speed against the gold data of the shared folder, beside the best system measured
before and the bars set; then the errors by class, then extraction, claims and novelty. ``--quick`` takes a part of each
set (its figures are no figures to report).
"""

import argparse
import importlib.util
import runpy
import sys
from collections.abc import Iterator
from itertools import chain, islice
from pathlib import Path

from quotewire.analysis.encoder.reader import EncoderReader
from quotewire.analysis.entities.registry import Registry
from quotewire.evaluation import names, said_by, stance
from quotewire.evaluation.figures import Figure, lines_of
from quotewire.evaluation.gold import (
    Document,
    Scored,
    load_scorer,
    load_shipped_analyser,
    predict,
    read_documents,
    read_ids,
    score_statements,
)
from quotewire.evaluation.reference import Reference, read_reference, show_reference
from quotewire.evaluation.worker import measure
from quotewire.seed import seed_entities

_QUICK = 12  # documents of each set
_ALL = 10_000
_OTHERS = ("extraction", "claims", "novelty")
_LABELS = Path("training/labels")


def main() -> None:
    options = _parse()
    most = _QUICK if options.quick else _ALL
    figures: list[Figure] = []
    notes: list[str] = []
    for part in (_statement_figures, _said_by_figures, _stance_figures, _name_figures, _cost_figures):
        for found in part(options.shared, most, options.errors):
            figures.append(found) if isinstance(found, Figure) else notes.append(found)
    print(*lines_of(figures), sep="\n")
    if options.quick:
        print(f"Quick: the first {_QUICK} documents of each set. These are no figures to report.")
    print(*notes, sep="\n")
    if not options.only_statements:
        _run_others(options.shared, options.quick)


def _parse() -> argparse.Namespace:
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("shared", type=Path)
    parser.add_argument("--quick", action="store_true")
    parser.add_argument("--errors", type=int, default=3, help="examples of each class of error")
    parser.add_argument("--only-statements", action="store_true", help="leave out extraction, claims and novelty")
    return parser.parse_args()


def _statement_figures(shared: Path, most: int, errors: int) -> Iterator[Figure | str]:
    """PolNeAR dev by the gold data's scorer, and the reference article."""
    scorer, analyser = load_scorer(shared), load_shipped_analyser()
    dev = list(islice(read_documents(shared / "gold" / "polnear_dev.jsonl.gz"), most))
    ids = read_ids(shared / "gold" / "polnear_dev_resolved.ids")
    statements = predict(analyser, dev)
    scored = score_statements(scorer, dev, statements)
    named = score_statements(scorer, [document for document in dev if document["id"] in ids], statements)
    split = f"PolNeAR dev, {len(dev)}"
    yield Figure("quote F1", split, "68.2", 88, 91, scored.f1("quote", "all"))
    yield Figure("e2e F1, right speaker mention", split, "63.4", 83, 87, scored.f1("e2e", "all"))
    yield Figure("exact quote F1", split, "49.0", 62, 70, scored.f1("quote_exact"))
    few = f"PolNeAR dev, {named.figures['docs']} with names"
    yield Figure("e2e F1, a name required", few, "53.3", 75, 80, named.f1("e2e_resolved", "all"))
    yield from _reference_figures(read_reference(analyser, shared, scorer))
    yield from _by_type(scored)
    yield f"\nSpeakers, given a matched quote ({few}): {named.figures['speaker_acc']}"
    yield from _show_errors(f"PolNeAR dev, {len(dev)} articles", scored, errors)
    yield from _show_errors(few, named, errors)


def _said_by_figures(shared: Path, most: int, errors: int) -> Iterator[Figure | str]:
    """Watches on people of the US lists against the gold speakers."""
    for split, score in said_by.measure_said_by(shared, load_scorer(shared), most):
        right, found = score.right, score.found
        finds, asked = right + len(score.wrong), found + len(score.missed)
        yield Figure(
            "said by X, precision", split, "–", None, None, score.precision, f"{score.precision:.1f} of {finds}"
        )
        yield Figure("said by X, recall", split, "–", None, None, score.recall, f"{score.recall:.1f} of {asked}")
        yield from said_by.lines_of(split, score, errors)


def _reference_figures(found: Reference) -> Iterator[Figure | str]:
    shown = f"{found.named} / {found.spurious}"
    yield Figure("named, of 17", "reference article", "10", 16, 17, found.named, f"{found.named} of {found.asked}")
    yield Figure("spurious", "reference article", "–", 1, 0, found.spurious, str(found.spurious), less=True)
    right, total = found.stances_right, len(found.stances)
    yield Figure("stance and speaker, of 15", "reference article", "–", 14, 15, right, f"{right} of {total}")
    yield f"\nReference article, named / spurious {shown}; speakers, stances and contents read otherwise than by hand:"
    yield from show_reference(found)
    yield from _show_errors("the reference article", found.scored, 20)


_READINGS = {
    "stance": "stance macro-F1, spans given, acts enriched",
    "stance_wide": "stance macro-F1, spans given, wide sample",
}


def _stance_figures(shared: Path, most: int, _: int) -> Iterator[Figure | str]:
    """The held-out third of the labels made for this project: the first reading, and the wide one after it."""
    readings = {name: stance.read_labels(_LABELS, name) for name in ("stance", "stance_wide")}
    documents = {one["id"]: one for one in read_documents(shared / "gold" / "polnear_train.jsonl.gz")}
    wanted = set(islice(dict.fromkeys(label.document for label in chain(*readings.values())), most))
    reader = EncoderReader.load()
    for name, labels in readings.items():
        kept = [label for label in labels if label.document in wanted]
        given = stance.judge_gold_spans(kept, documents, reader)
        bar, aim = (0.80, 0.90) if name == "stance" else (None, None)
        yield Figure(_READINGS[name], f"held-out third, {len(kept)}", "–", bar, aim, given.macro_f1)
        yield f"\n{_READINGS[name]}: accuracy {given.accuracy:.3f}; F1 by label:"
        yield "  " + ", ".join(f"{label} {value:.2f}" for label, value in given.by_label.items())
        yield "  taken for another: " + ", ".join(f"{a} > {b} {count}" for (a, b), count in given.confusions[:8])
    labels = [label for label in readings["stance"] if label.document in wanted]
    names = sorted({label.document for label in labels})
    statements = predict(load_shipped_analyser(), [documents[name] for name in names])
    found = stance.judge_found(labels, documents, statements)
    split = f"held-out third, {len(labels)} (spans seen in training)"
    yield Figure("stance macro-F1, end to end", split, "–", None, None, found.macro_f1)
    yield from _speaker_figures(documents, most)


def _speaker_figures(documents: dict[str, Document], most: int) -> Iterator[Figure | str]:
    if most < _ALL:
        return
    registry = Registry.build(seed_entities())
    judged = stance.judge_speakers(_LABELS, documents, EncoderReader.load(), registry)
    split = f"held-out third, {len(judged.pairs)}"
    yield Figure("names for pronouns and descriptions, right", split, "–", None, None, judged.accuracy)
    yield "  pronouns and descriptions: " + ", ".join(f"{a} > {b} {count}" for (a, b), count in judged.confusions)


def _name_figures(shared: Path, most: int, _: int) -> Iterator[Figure | str]:
    """CoNLL-2003 testa, a document at once and a sentence at once."""
    reader = EncoderReader.load()
    documents = names.read_conll(shared / "data" / "ner" / "conll2003.testa.gz")
    whole = names.score_names(reader, names.by_document(documents, most))
    alone = names.score_names(reader, names.by_sentence(documents, most))
    split = "CoNLL-2003 testa"
    yield Figure("NER F1, PER/ORG/LOC", f"{split}, by document", "61.6 (testb)", 91, 94, whole["all"])
    yield Figure("NER F1, PER/ORG/LOC", f"{split}, by sentence", "61.6 (testb)", 91, 94, alone["all"])
    yield "\nNames by kind, by document: " + ", ".join(f"{kind} {value:.1f}" for kind, value in whole.items())


def _cost_figures(shared: Path, most: int, _: int) -> Iterator[Figure | str]:
    """One worker in a process of its own: plain texts, and pages as they come from the web."""
    texts, pages = measure(shared, min(most, 84)), measure(shared, min(most, 60), pages=True)
    split = f"{texts.articles} plain texts, one thread"
    yield Figure("words per CPU-second, whole analysis", split, "4,674", 5000, 10000, texts.words_per_second)
    split = f"{pages.articles} HTML pages, one thread"
    yield Figure("words per CPU-second, whole analysis", split, "–", None, None, pages.words_per_second)
    peak = max(texts.peak_mb, pages.peak_mb)
    yield Figure("peak memory of a worker, MB", "the same", "–", 700, 400, peak, f"{peak:.0f}", less=True)
    after = f"{texts.peak_mb:.0f} MB after texts, {pages.peak_mb:.0f} MB after pages"
    yield f"\nA worker: {texts.loaded_mb:.0f} MB once loaded, {after}"


def _by_type(scored: Scored) -> Iterator[str]:
    yield "\nBy type (P / R / F1)      quote                 e2e"
    for kind in ("all", "direct", "mixed", "indirect"):
        quote, e2e = scored.figures["quote"][kind], scored.figures["e2e"][kind]
        columns = (f"{part['p']:5.1f} /{part['r']:5.1f} /{part['f1']:5.1f}" for part in (quote, e2e))
        yield f"  {kind:10} {'   '.join(columns)}"


def _show_errors(where: str, scored: Scored, most: int) -> Iterator[str]:
    yield f"\nErrors by class, {where}:"
    for name, found in sorted(scored.errors.items(), key=lambda pair: -len(pair[1])):
        yield f"  {name}: {len(found)}"
        yield from (f"      {example}" for example in found[:most])


def _run_others(shared: Path, quick: bool) -> None:
    """The other evaluations as their own commands run them."""
    for name in _OTHERS:
        module = f"quotewire.evaluation.{name}"
        if importlib.util.find_spec(module):
            print(f"\n== {name}")
            sys.argv = [module, *_arguments(name, shared, quick)]
            runpy.run_module(module, run_name="__main__")


def _arguments(name: str, shared: Path, quick: bool) -> list[str]:
    if name == "novelty":
        return []
    return [str(shared), *(["20"] if quick and name == "extraction" else [])]


if __name__ == "__main__":
    main()
