"""Hard names, read with the seed: namesakes, initials, particles, titles, other scripts, offices on a day.

Each line of ``hard_names.jsonl`` asks one thing: whom a ``name`` means by itself, whom the ``target`` in a ``text`` means
(``names`` is what a perfect recogniser marks), who held a ``role``, or who is the speaker of a ``speech``. ``expect`` is an
id, a list of ids among which the text does not decide, or null for nobody that is known.
"""

import json
from collections import Counter
from collections.abc import Iterator
from datetime import date
from functools import cache
from pathlib import Path
from typing import Any

import pytest

from quotewire.analysis.encoder.attribution import NamedSpan
from quotewire.analysis.entities.link import link_mentions
from quotewire.analysis.entities.registry import Registry
from quotewire.analysis.statements.naming import Naming
from quotewire.analysis.statements.read import read_statements
from quotewire.analysis.statements.rules import RulesReader
from quotewire.seed import seed_entities

Case = dict[str, Any]
CASES: list[Case] = [
    json.loads(line) for line in Path(__file__).with_name("hard_names.jsonl").read_text("utf-8").splitlines()
]
BAR = 0.95


@cache
def _registry() -> Registry:
    return Registry.build(seed_entities())


def _answer(case: Case) -> str | list[str] | None:
    if "name" in case:
        return _one_or_all(sorted(entity.id for entity in _registry().by_name(case["name"])))
    if "role" in case:
        holder = Naming(_registry(), date.fromisoformat(case["date"])).holder(case["role"])
        return holder.id if holder else None
    return _mentioned(case) if "text" in case else _speaker(case)


def _mentioned(case: Case) -> str | list[str] | None:
    text, target = case["text"], case["target"]
    mentions = link_mentions(text, tuple(_marked(case)), _registry(), date.fromisoformat(case["date"]))
    start = text.rindex(target)
    inside = [one for one in mentions if one.span.start < start + len(target) and start < one.span.end]
    ids = {one.entity_id for one in inside if one.entity_id}
    ids |= {candidate.entity_id for one in inside for candidate in one.candidates}
    return _one_or_all(sorted(ids))


def _marked(case: Case) -> Iterator[NamedSpan]:
    """Every place of each marked name, the longest name where several stand."""
    taken: set[int] = set()
    names = [(name, kind) for kind, names in case.get("names", {}).items() for name in names]
    for name, kind in sorted(names, key=lambda pair: -len(pair[0])):
        start = case["text"].find(name)
        while start >= 0:
            if not taken & set(range(start, start + len(name))):
                taken |= set(range(start, start + len(name)))
                yield NamedSpan(start, start + len(name), kind, 0.95)
            start = case["text"].find(name, start + 1)


def _speaker(case: Case) -> str | list[str] | None:
    text, day = case["speech"], date.fromisoformat(case["date"])
    reading = RulesReader.load().read(text)
    mentions = link_mentions(text, reading.names, _registry(), day)
    statements = read_statements("202305-x", text, 0, reading, mentions, _registry(), day)
    return statements[0].speaker.entity_id if len(statements) == 1 else [f"{len(statements)} statements"]


def _one_or_all(ids: list[str]) -> str | list[str] | None:
    return ids[0] if len(ids) == 1 else ids or None


def test_there_are_enough_cases_of_every_sort() -> None:
    groups = Counter(case["group"] for case in CASES)
    assert len(CASES) >= 200
    assert min(groups.values()) >= 7


def test_nearly_all_hard_names_are_understood() -> None:
    wrong = []
    for case in CASES:
        found = _answer(case)
        if found != case["expect"]:
            asked = (
                case.get("name") or case.get("role") or case.get("speech") or f"{case['target']} in {case['text']!r}"
            )
            wrong.append(f"{case['group']}: {asked} ({case.get('date', '-')}): {found} instead of {case['expect']}")
    assert len(wrong) <= (1 - BAR) * len(CASES), "\n".join([f"{len(wrong)} of {len(CASES)} are wrong:", *wrong])


@pytest.mark.parametrize("case", [case for case in CASES if case["group"] == "spelling"], ids=lambda case: case["name"])
def test_every_listed_spelling_resolves(case: Case) -> None:
    assert _answer(case) == case["expect"]
