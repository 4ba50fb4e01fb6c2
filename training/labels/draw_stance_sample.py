"""Draw the statements whose stance is read by hand: half at random, half enriched for the rare stances.

Usage: draw_stance_sample.py POLNEAR_TRAIN_JSONL_GZ > stance_sample.jsonl
       draw_stance_sample.py --wide POLNEAR_TRAIN_JSONL_GZ > stance_wide_sample.jsonl
The wide sample comes after the first readings and leaves out what they hold.
Prints document id, content offsets, cue offsets and split; no text.
"""

import gzip
import hashlib
import json
import random
import re
import sys
from collections.abc import Iterator
from pathlib import Path
from typing import Any

SEED = 20161108
RANDOM_HALF = 225

DENIED = (
    r"not true|\bfalse\b|untrue|\bnever (said|did|had|been|was|were|asked|told|sent)|no plans?|absolutely not"
    r"|(did|was|were|have|has|had)(n[’']t| not|n''t)"
)
LEFT_OPEN_CUE = r"neither confirm|(not|n[’']t|unable to|declined to|refused to|nor) (confirm|deny|rule out|know)"
LEFT_OPEN = (
    r"(unable|not able|could ?n[o’']t|can ?n[o’']t|declined|would not) (to )?(confirm|verify|rule out|deny)"
    r"|(not|n[’']t|n''t) know (if|whether|what|who|how|that)|too (early|soon) to|not aware|unaware|not sure (if|whether)"
)
DECLINED = (
    r"\b(declin\w+|refus\w+|would not|wouldn[’']t|did not|not) (to )?(immediately )?"
    r"(comment|say|discuss|elaborate|respond|answer|specify|speculate)|no comment|declin"
)
DEMANDED = (
    r"\b(urg|demand|call(s|ed|ing)? (on|for|upon)|ask(s|ed|ing)? .*\bto\b|plead|implor|begg|propos"
    r"|recommend|encourag)"
)
OPEN_ANSWER = (
    r"no idea\b|we[’']ll see|unaware|too (early|soon) to|n[o’']t rule out|left open|remain undecided|is undecided"
    r"|not know whether|not know if|no comment"
)
# (name, quota, kinds, pattern on the cue, pattern on the content); the first pattern that is given and matches picks.
SPEECH = ("speech",)
Stratum = tuple[str, int, tuple[str, ...], str, str]
ANY = ("speech", "speech_np", "mental")
STRATA: list[Stratum] = [
    ("denies", 16, ANY, r"\b(den(y|ies|ied|ying)|denial)", ""),
    ("denies in the content", 24, SPEECH, "", DENIED),
    ("rejects", 20, SPEECH, r"\b(reject|dismiss|disput|refut|rebut|disavow|disagree|oppos|pushed back|scoff)", ""),
    ("doubts", 14, SPEECH, r"\b(doubt|question(ed|ing|s)? (whether|if|how)|questioned|questioning|skeptic|wonder)", ""),
    (
        "doubts in the content",
        10,
        SPEECH,
        "",
        r"\bdoubts?\b|unlikely|skeptic|not (convinced|sure)|hard to (see|believe)",
    ),
    ("confirms", 16, SPEECH, r"\b(confirm|acknowledg|admit|conced|verif)", ""),
    ("neither", 18, ANY, LEFT_OPEN_CUE, LEFT_OPEN),
    ("declines", 18, ANY, DECLINED, ""),
    ("promises", 14, SPEECH, r"\b(promis|vow|pledg|assur|guarant)", ""),
    ("promises in the content", 6, SPEECH, "", r"\b(I|we|We)( will|[’']ll| am going to) (?!sue)"),
    ("threatens", 18, ANY, r"\bthreat", r"\b(will|to|would|going to) sue\b|retaliat"),
    ("warns", 16, SPEECH, r"\b(warn|caution|alert)", ""),
    ("demands", 16, SPEECH, DEMANDED, ""),
    ("alleges", 19, SPEECH, r"\b(accus|alleg|charg|blam|claim)", ""),
]
# Drawn after the random half, so that the first 450 stay what they were; the last two only among held-out documents.
SUPPLEMENT: list[Stratum] = [
    ("neither", 22, SPEECH, OPEN_ANSWER, OPEN_ANSWER),
]
HELD_OUT_SUPPLEMENT: list[Stratum] = [
    ("declines", 10, ANY, DECLINED, r"no comment"),
    (
        "doubts",
        10,
        SPEECH,
        r"\b(doubt|questioned|questioning|skeptic)",
        r"\bdoubts (that|whether|if)|\bI doubt|unlikely",
    ),
]
# The wide sample: nearly everything that a keyword finds, and as many again at random.
WIDE_QUOTA, WIDE_RANDOM = 200, 1300
READ_BEFORE = ("stance_sample.jsonl", "stance_neutral.jsonl")


def split_of(doc_id: str) -> str:
    """A third of the documents is held out, by a hash of the id."""
    return "heldout" if hashlib.sha256(f"stance:{doc_id}".encode()).digest()[0] % 3 == 0 else "train"


def read_candidates(path: str) -> list[dict[str, Any]]:
    """Every attribution that has a cue, flattened, in document order."""
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        docs = [json.loads(line) for line in lines]
    return [{"id": doc["id"], **quote} for doc in docs for quote in doc["quotes"] if quote.get("cue")]


def matches(quote: dict[str, Any], cue_pattern: str, content_pattern: str) -> bool:
    """Whether the cue or the content carries a keyword of the stratum."""
    pairs = ((cue_pattern, quote["cue"]["text"]), (content_pattern, quote["quote"]["text"]))
    return any(pattern and re.search(pattern, text, re.IGNORECASE) for pattern, text in pairs)


Key = tuple[str, int, int]


def draw(candidates: list[dict[str, Any]], wide: bool) -> Iterator[dict[str, Any]]:
    """The enriched strata first, then the random half, without repeats."""
    rng = random.Random(SEED)
    taken: set[Key] = read_before() if wide else set()

    def pick(pool: list[dict[str, Any]], quota: int) -> Iterator[dict[str, Any]]:
        fresh = [q for q in pool if (q["id"], q["quote"]["start"], q["quote"]["end"]) not in taken]
        for quote in rng.sample(fresh, min(quota, len(fresh))):
            key = (quote["id"], quote["quote"]["start"], quote["quote"]["end"])
            if key not in taken:
                taken.add(key)
                yield quote

    def pick_strata(strata: list[Stratum], among: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
        for _, quota, kinds, cue_pattern, content_pattern in strata:
            pool = [q for q in among if q["kind"] in kinds and matches(q, cue_pattern, content_pattern)]
            yield from pick(pool, quota)

    if wide:
        yield from pick_strata([(s[0], WIDE_QUOTA, *s[2:]) for s in STRATA + SUPPLEMENT], candidates)
        yield from pick([q for q in candidates if q["kind"] == "speech"], WIDE_RANDOM)
        return
    yield from pick_strata(STRATA, candidates)
    yield from pick([q for q in candidates if q["kind"] == "speech"], RANDOM_HALF)
    yield from pick_strata(SUPPLEMENT, candidates)
    held_out = [q for q in candidates if split_of(q["id"]) == "heldout"]
    yield from pick_strata(HELD_OUT_SUPPLEMENT, held_out)


def read_before() -> set[Key]:
    """Document id, start and end of what the first readings hold."""
    lines = [line for name in READ_BEFORE for line in (Path(__file__).parent / name).read_text("utf-8").splitlines()]
    return {(row["id"], row["start"], row["end"]) for row in map(json.loads, lines)}


def as_row(quote: dict[str, Any]) -> dict[str, Any]:
    """Offsets and split only: the publishers' text stays where it is."""
    content, cue = quote["quote"], quote["cue"]
    return {
        "id": quote["id"],
        "start": content["start"],
        "end": content["end"],
        "cue_start": cue["start"],
        "cue_end": cue["end"],
        "split": split_of(quote["id"]),
    }


def main(path: str, wide: bool) -> None:
    rows = sorted((as_row(quote) for quote in draw(read_candidates(path), wide)), key=lambda r: (r["id"], r["start"]))
    for row in rows:
        print(json.dumps(row))


if __name__ == "__main__":
    main(sys.argv[-1], wide="--wide" in sys.argv)
