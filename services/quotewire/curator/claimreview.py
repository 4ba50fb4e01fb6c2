"""A claim in schema.org's vocabulary, as far as it reaches (https://schema.org/ClaimReview, https://schema.org/Claim).

A ClaimReview is one publisher's verdict on a claim. quotewire gives no verdicts: it tells who asserts and who disputes. So
``reviewRating`` holds no number but an ``alternateName`` that says where the speakers stand, the reviewed ``Claim`` has
those who put it forward as ``appearance`` and ``firstAppearance``, and what answers it is ``itemReviewed.subjectOf``, one
``Quotation`` for each position, with the speaker as ``creator``. The vocabulary has no word for a stance: it is given as
a ``DefinedTerm`` that the quotation is ``about``.
"""

from collections.abc import Sequence
from enum import StrEnum
from typing import Any

from quotewire.analysis.claims.positions import Sides, take_sides
from quotewire.curator.page import ClaimPage, Entry
from quotewire.model.mention import EntityKind
from quotewire.model.statement import Attitude, attitude_of

CONTEXT = "https://schema.org"
_STANCES = "quotewire stance"
_PUBLISHER = {"@type": "Organization", "name": "quotewire"}

Json = dict[str, Any]


class ExportFormat(StrEnum):
    """Vocabularies that claims can be written in."""

    CLAIMREVIEW = "claimreview"


def review_claim(page: ClaimPage) -> Json:
    """One JSON-LD object."""
    claim = page.claim
    supports = [entry for entry in page.timeline if attitude_of(entry.position.stance) is Attitude.SUPPORTS]
    answers = [entry for entry in page.timeline if attitude_of(entry.position.stance) is not Attitude.SUPPORTS]
    return {
        "@context": CONTEXT,
        "@type": "ClaimReview",
        "identifier": claim.id,
        "claimReviewed": claim.text,
        "datePublished": claim.last_seen.date().isoformat(),
        "author": _PUBLISHER,
        "reviewRating": {"@type": "Rating", "alternateName": tell_sides(take_sides(page.positions))},
        "itemReviewed": _claim(page, supports, answers),
    }


def tell_sides(sides: Sides) -> str:
    """Where the speakers stand, in a line."""
    groups = ((sides.supports, "asserted by"), (sides.disputes, "disputed by"), (sides.uncommitted, "left open by"))
    told = [f"{label} {', '.join(dict.fromkeys(one.speaker_name for one in side))}" for side, label in groups if side]
    return "; ".join(told) or "no position known"


def _claim(page: ClaimPage, supports: Sequence[Entry], answers: Sequence[Entry]) -> Json:
    claim = page.claim
    described: Json = {
        "@type": "Claim",
        "identifier": claim.id,
        "text": claim.text,
        "dateCreated": claim.first_seen.isoformat(),
    }
    if page.also_known_as:
        described["alternateName"] = list(page.also_known_as)
    first = (supports or page.timeline)[:1]
    for entry in first:
        described["author"] = _speaker(entry)
    works = _distinct([_work(entry) for entry in supports if entry.url])
    if works:
        described["firstAppearance"], described["appearance"] = works[0], works
    if answers:
        described["subjectOf"] = [_quotation(entry) for entry in answers]
    return described


def _quotation(entry: Entry) -> Json:
    position = entry.position
    quotation: Json = {
        "@type": "Quotation",
        "identifier": position.statement_id,
        "text": entry.text,
        "creator": _speaker(entry),
        "dateCreated": position.at.isoformat(),
        "about": {"@type": "DefinedTerm", "name": position.stance.value, "inDefinedTermSet": _STANCES},
    }
    if entry.url:
        quotation["isPartOf"] = _work(entry)
    return quotation


def _speaker(entry: Entry) -> Json:
    kind = "Person" if entry.speaker_kind in {None, EntityKind.PERSON} else "Organization"
    return {"@type": kind, "name": entry.position.speaker_name, "identifier": entry.position.speaker_key}


def _work(entry: Entry) -> Json:
    work: Json = {
        "@type": "NewsArticle",
        "url": entry.url,
        "headline": entry.title,
        "datePublished": entry.position.at.isoformat(),
    }
    if entry.position.outlet:
        work["publisher"] = {"@type": "Organization", "name": entry.position.outlet}
    return work


def _distinct(works: Sequence[Json]) -> list[Json]:
    return list({work["url"]: work for work in reversed(works)}.values())[::-1]
