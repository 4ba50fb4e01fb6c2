"""Draw the pronoun and description speakers that are named by hand, from some sixty articles of PolNeAR train.

Usage: draw_speaker_sample.py POLNEAR_TRAIN_JSONL_GZ > speaker_sample.jsonl
Prints document id, the mention's offsets and split; no text.
"""

import gzip
import json
import random
import re
import sys
from collections.abc import Iterator
from typing import Any

from draw_stance_sample import SEED, split_of

ARTICLES = {"train": 42, "heldout": 21}
DESCRIPTIONS_EACH, MENTIONS_EACH = 3, 4
CHARACTERS = range(1500, 9000)
PRONOUNS = frozenset(["he", "she", "they", "it", "who", "we", "i", "his", "her", "that", "which"])
DEFINITE = re.compile(r"(the|his|her|their|its) ", re.IGNORECASE)
# "the Florida senator" is a description, "the Associated Press" and "her manager, Robby Mook," are names.
DESCRIPTION_HEAD = re.compile(r"\s[a-z][\w’'-]*$")


def is_description(mention: str) -> bool:
    """Whether the mention is a common noun phrase: a definite determiner and a head in lower case, no comma."""
    return bool(DEFINITE.match(mention) and DESCRIPTION_HEAD.search(mention)) and "," not in mention


def find_mentions(doc: dict[str, Any]) -> tuple[list[tuple[int, int]], list[tuple[int, int]]]:
    """The spans of pronoun speakers and of description speakers of statements of kind speech."""
    pronouns: set[tuple[int, int]] = set()
    descriptions: set[tuple[int, int]] = set()
    for quote in doc["quotes"]:
        speaker = quote.get("speaker")
        if quote["kind"] != "speech" or not speaker:
            continue
        span = (speaker["start"], speaker["end"])
        if speaker["text"].lower() in PRONOUNS:
            pronouns.add(span)
        elif is_description(speaker["text"]):
            descriptions.add(span)
    return sorted(pronouns), sorted(descriptions)


def draw(docs: list[dict[str, Any]]) -> Iterator[dict[str, Any]]:
    """At most four mentions from each of the drawn articles, descriptions first."""
    rng = random.Random(SEED)
    fit = [doc for doc in docs if len(doc["text"]) in CHARACTERS]
    fit = [doc for doc in fit if sum(map(len, find_mentions(doc))) >= MENTIONS_EACH and all(find_mentions(doc))]
    by_split = {split: [doc for doc in fit if split_of(doc["id"]) == split] for split in ARTICLES}
    drawn = [doc for split, count in ARTICLES.items() for doc in rng.sample(by_split[split], count)]
    for doc in drawn:
        pronouns, descriptions = find_mentions(doc)
        chosen = rng.sample(descriptions, min(DESCRIPTIONS_EACH, len(descriptions)))
        chosen += rng.sample(pronouns, min(MENTIONS_EACH - len(chosen), len(pronouns)))
        for start, end in chosen:
            yield {"id": doc["id"], "speaker_start": start, "speaker_end": end, "split": split_of(doc["id"])}


def main(path: str) -> None:
    with gzip.open(path, "rt", encoding="utf-8") as lines:
        docs = [json.loads(line) for line in lines]
    for row in sorted(draw(docs), key=lambda r: (r["id"], r["speaker_start"])):
        print(json.dumps(row))


if __name__ == "__main__":
    main(sys.argv[1])
