"""The hand reading of the sample speaks of what is in the sample: every item, every string verbatim."""

import json
import re
from pathlib import Path
from typing import Any

import pytest
import yaml
from lxml import etree

import quotewire

SAMPLE = Path(quotewire.__file__).parent / "sample"
READING = Path(__file__).parent
CONTENT = "{http://purl.org/rss/1.0/modules/content/}encoded"

ARTICLES: list[dict[str, Any]] = json.loads((READING / "expected_statements.json").read_text("utf-8"))["articles"]


def _name(article: dict[str, Any]) -> str:
    return str(article.get("guid", article["file"]))


def _paragraphs(article: dict[str, Any]) -> list[str]:
    path = SAMPLE / article["file"]
    if path.suffix == ".txt":
        return re.split(r"\n+", path.read_text("utf-8"))
    page = etree.fromstring(path.read_bytes())
    if path.suffix == ".xml":
        item = next(one for one in page.iter("item") if one.findtext("guid") == article["guid"])
        page = etree.fromstring(f"<item><h1>{item.findtext('title')}</h1>{item.findtext(CONTENT)}</item>")
    return ["".join(str(part) for part in element.itertext()) for element in page.iter("h1", "h2", "p")]


@pytest.mark.parametrize("article", ARTICLES, ids=_name)
def test_every_content_stands_in_one_paragraph(article: dict[str, Any]) -> None:
    paragraphs = _paragraphs(article)
    assert article["title"] in paragraphs
    for statement in article["statements"]:
        spans = statement["content"]["spans"]
        assert statement["content"]["text"] == " ".join(spans)
        assert any(all(span in paragraph for span in spans) for paragraph in paragraphs), spans


def test_manifest_lists_what_was_read_and_every_page() -> None:
    manifest = yaml.safe_load((SAMPLE / "manifest.yaml").read_text("utf-8"))
    listed = [(one["file"], one.get("guid")) for one in manifest["items"] + manifest["feed_items"]]
    assert listed == [(one["file"], one.get("guid")) for one in ARTICLES]
    pages = {path.relative_to(SAMPLE).as_posix() for path in (SAMPLE / "pages").rglob("*.*")}
    assert pages == {one["file"] for one in manifest["items"]}


def test_one_alert_for_each_watch_speaker_claim_and_stance() -> None:
    alerts = json.loads((READING / "expected_alerts.json").read_text("utf-8"))["alerts"]
    keys = [(one["kind"], one["watch"], one["speaker_key"], one["claim"], one["stance"]) for one in alerts]
    assert len(keys) == len(set(keys))
