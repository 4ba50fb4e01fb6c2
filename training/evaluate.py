"""Measure the committed weights with ../shared/gold/score.py, and fit the confidence on held-out training articles.

`python -m training.evaluate --calibrate` fits (held-out articles only) and stores the confidence in encoder.json;
`python -m training.evaluate` reports PolNeAR dev, the reference article, CoNLL-2003 testa and the speed.
"""

import argparse
import importlib.util
import json
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path
from types import ModuleType
from typing import Any

import numpy as np
import numpy.typing as npt

from quotewire.analysis.encoder.attribution import Attribution
from quotewire.analysis.encoder.calibration import FEATURES
from quotewire.analysis.encoder.reader import WEIGHTS, EncoderReader
from training.data import load_articles, load_sentences, name_spans, split_articles

KINDS = {"person": "PER", "organisation": "ORG", "place": "LOC"}
Floats = npt.NDArray[np.float64]
Article = dict[str, Any]


def load_scorer(shared: Path) -> ModuleType:
    spec = importlib.util.spec_from_file_location("score", shared / "gold/score.py")
    assert spec is not None
    assert spec.loader is not None
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


def as_quote(text: str, a: Attribution) -> Article:
    """An attribution in the scorer's form."""
    start, end = a.content[0][0], a.content[-1][1]
    quote = {"start": start, "end": end, "text": text[start:end], "spans": [list(s) for s in a.content]}
    speaker = {"start": a.source[0], "end": a.source[1], "text": text[slice(*a.source)]} if a.source else None
    return {"quote": quote, "speaker": speaker, "cue": {"start": a.cue[0][0], "end": a.cue[0][1]}}


def write_predictions(reader: EncoderReader, articles: list[Article], path: Path) -> None:
    lines = []
    for article in articles:
        quotes = [as_quote(article["text"], a) for a in reader.read(article["text"]).attributions]
        lines.append(json.dumps({"id": article["id"], "quotes": quotes}))
    path.write_text("\n".join(lines) + "\n", encoding="utf8")


# ------------------------------------------------------------------ confidence
def label_candidates(
    scorer: ModuleType, reader: EncoderReader, articles: list[Article]
) -> tuple[Floats, Floats, Floats]:
    """Features (N, F), whether each candidate matches an asked-for statement (N,), and weights (N,)."""
    rows, labels, weights = [], [], []
    for article in articles:
        text = article["text"]
        words = scorer.words_of(text)
        gold = [(scorer.word_set(words, q["quote"]["spans"]), q["kind"] == "speech") for q in article["quotes"]]
        found = reader.candidates(text)
        held = [scorer.word_set(words, a.content) for a, _ in found]
        pairs = [(_iou(w, g), i, j) for i, w in enumerate(held) for j, (g, asked) in enumerate(gold) if asked and w & g]
        taken: dict[int, int] = {}
        for iou, i, j in sorted(pairs, reverse=True):
            if iou >= 0.5 and i not in taken and j not in taken.values():
                taken[i] = j
        for i, (_, features) in enumerate(found):
            neutral = any(not asked and 2 * len(held[i] & g) >= len(held[i]) for g, asked in gold)
            rows.append(features)
            labels.append(float(i in taken))
            weights.append(0.25 if neutral and i not in taken else 1.0)
    return np.array(rows, dtype=np.float64), np.array(labels), np.array(weights)


def _iou(a: set[int], b: set[int]) -> float:
    return len(a & b) / len(a | b)


def fit_logistic(x: Floats, y: Floats, weight: Floats, ridge: float = 1.0) -> Floats:
    """Newton's method for a ridge-penalised logistic model (the bias is not penalised)."""
    w = np.zeros(x.shape[1])
    penalty = np.eye(x.shape[1]) * ridge
    penalty[0, 0] = 0.0
    for _ in range(30):
        p = 1 / (1 + np.exp(-x @ w))
        gradient = x.T @ (weight * (p - y)) + penalty @ w
        w -= np.linalg.solve((x * (weight * p * (1 - p))[:, None]).T @ x + penalty, gradient)
    return w


def calibrate(scorer: ModuleType, shared: Path, weights: Path) -> None:
    """Fit the confidence and pick the threshold of the best quote + e2e F1, on the held-out articles."""
    _, held_out = split_articles(load_articles(shared / "gold/polnear_train.jsonl.gz"))
    path = weights / "encoder.json"
    stored = json.loads(path.read_text(encoding="utf8")) if path.exists() else {}
    stored["confidence"] = {"features": FEATURES, "weights": [0.0] * len(FEATURES), "minimum": 0.0}
    path.write_text(json.dumps(stored), encoding="utf8")
    fitted = fit_logistic(*label_candidates(scorer, EncoderReader.load(folder=weights), held_out))
    stored["confidence"]["weights"] = [round(float(w), 5) for w in fitted]
    path.write_text(json.dumps(stored), encoding="utf8")
    reader = EncoderReader.load(folder=weights)
    readings = {a["id"]: (a["text"], reader.read(a["text"]).attributions) for a in held_out}
    best = max((_f1_at(scorer, held_out, readings, t), t) for t in np.arange(0.2, 0.75, 0.025).tolist())
    stored["confidence"]["minimum"] = round(best[1], 3)
    path.write_text(json.dumps(stored, indent=1) + "\n", encoding="utf8")
    print(f"held out: quote + e2e F1 {best[0]:.1f} at confidence {best[1]:.3f}")


def _f1_at(scorer: ModuleType, gold: list[Article], readings: dict[str, Any], least: float) -> float:
    predicted = {
        i: {"id": i, "quotes": [as_quote(text, a) for a in found if a.confidence >= least]}
        for i, (text, found) in readings.items()
    }
    result, _ = scorer.score(gold, predicted)
    return float(result["quote"]["all"]["f1"] + result["e2e"]["all"]["f1"])


def calibration_error(
    scorer: ModuleType, reader: EncoderReader, articles: list[Article]
) -> list[tuple[float, float, int]]:
    """(mean confidence, share right, count) in five bands of confidence; neutral gold counts as the fit weighs it."""
    x, y, weight = label_candidates(scorer, reader, articles)
    p = 1 / (1 + np.exp(-x @ np.array(reader.calibration.weights)))
    bands = []
    for low in np.arange(0, 1, 0.2):
        at = (p >= low) & (p < low + 0.2)
        if at.any():
            mean, right = np.average(p[at], weights=weight[at]), np.average(y[at], weights=weight[at])
            bands.append((round(float(mean), 3), round(float(right), 3), int(at.sum())))
    return bands


# ------------------------------------------------------------------ names
def score_names(
    reader: EncoderReader, documents: list[list[list[tuple[str, str]]]], together: bool
) -> dict[str, float]:
    """Exact-span F1 in % (tokens joined by blanks); `together` reads a document at once, else sentence by sentence."""
    counts: Counter[str] = Counter()
    for document in documents:
        for group in [document] if together else [[s] for s in document]:
            text, gold = _spaced(group)
            found = {(n.start, n.end, KINDS[n.kind]) for n in reader.read(text).names}
            wanted = {g for g in gold if g[2] != "MISC"}
            for name, spans in (("right", found & wanted), ("found", found), ("wanted", wanted)):
                counts[name] += len(spans)
                for kind in KINDS.values():
                    counts[name + kind] += sum(s[2] == kind for s in spans)
    shown = ("", *KINDS.values())
    return {k or "all": _f1(counts["right" + k], counts["found" + k], counts["wanted" + k]) for k in shown}


def _f1(right: int, found: int, wanted: int) -> float:
    return round(200 * right / max(1, found + wanted), 2)


def _spaced(sentences: list[list[tuple[str, str]]]) -> tuple[str, set[tuple[int, int, str]]]:
    text, spans = "", []
    for sentence in sentences:
        places = []
        for token, _ in sentence:
            places.append((len(text), len(text) + len(token)))
            text += token + " "
        text = text[:-1] + "\n"
        spans += name_spans([tag for _, tag in sentence], places)
    return text, set(spans)


# ------------------------------------------------------------------ report
def measure_speed(reader: EncoderReader, articles: list[Article]) -> float:
    """Words per CPU-second of reading."""
    words = sum(len(a["text"].split()) for a in articles)
    began = time.process_time()
    for article in articles:
        reader.read(article["text"])
    return words / (time.process_time() - began)


def report(scorer: ModuleType, a: argparse.Namespace) -> None:
    reader = EncoderReader.load(folder=a.weights)
    a.out.mkdir(parents=True, exist_ok=True)
    dev = load_articles(a.shared / "gold/polnear_dev.jsonl.gz")
    (a.out / "dev.gold.jsonl").write_text("".join(json.dumps(x) + "\n" for x in dev), encoding="utf8")
    seed = scorer.load(a.shared / "gold/seed.jsonl")
    for name, gold, path in (("dev", dev, a.out / "dev.gold.jsonl"), ("seed", seed, a.shared / "gold/seed.jsonl")):
        write_predictions(reader, gold, a.out / f"{name}.jsonl")
        command = [sys.executable, a.shared / "gold/score.py", path, a.out / f"{name}.jsonl", "--name", name]
        subprocess.run([*map(str, command), "--errors", str(a.errors)], check=True)
    print("confidence bands (mean, right, n):", calibration_error(scorer, reader, dev))
    testa = load_sentences(a.shared / "data/ner/conll2003.testa.gz")
    for together in (False, True):
        print("names, testa,", "by document" if together else "by sentence", score_names(reader, testa, together))
    print(f"words per CPU-second: {measure_speed(reader, dev[:40]):.0f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--weights", type=Path, default=WEIGHTS)
    parser.add_argument("--out", type=Path, default=Path("build/encoder"))
    parser.add_argument("--errors", type=int, default=0)
    parser.add_argument("--calibrate", action="store_true")
    a = parser.parse_args()
    scorer = load_scorer(a.shared)
    if a.calibrate:
        calibrate(scorer, a.shared, a.weights)
    report(scorer, a)


if __name__ == "__main__":
    main()
