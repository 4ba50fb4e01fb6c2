"""Articles that arrive as HTML.

trafilatura finds the element that holds the text (favouring precision, as measured on two sets of pages); lines that say
themselves what they are go out afterwards. Pages without any structure, and pages too large for a search, are read like
plain text.
"""

from collections.abc import Iterator
from dataclasses import replace

import trafilatura
from lxml import etree
from lxml.html import HtmlElement

from quotewire.analysis.text.body import breaks_off, read_body
from quotewire.analysis.text.limits import Limits
from quotewire.analysis.text.lines import count_words, is_prose
from quotewire.analysis.text.normalise import join_paragraphs, normalise_line
from quotewire.analysis.text.page import PageFacts, choose_title, parse_page, read_facts, select
from quotewire.analysis.text.parts import Body
from quotewire.analysis.text.plain import read_lines
from quotewire.model.article import Extraction, RemovedLine, RemovedReason

_BLOCKS = frozenset(
    "address article aside blockquote body br dd div dl dt fieldset figcaption figure footer form h1 h2 h3 h4 h5 h6 header hr "
    "html li main nav ol option p pre section table tbody td th thead tr ul".split()
)
_SILENT = frozenset("script style noscript template iframe svg object button select textarea head".split())
_STRUCTURE = frozenset("h1 article main nav header footer aside section figure".split())
_LEAVES = frozenset("p head item quote cell code fw ab".split())
_CAPTIONS = etree.XPath(
    "//figcaption | //*[contains(@class,'caption') or contains(@class,'Caption') or contains(@class,'photo-credit') or "
    "contains(@class,'image-credit')][not(descendant::p[2])]"
)
_SHORTEST_BODY = 250  # characters; below this another way of reading is tried
_FEWEST_WORDS = 25


def read_html(text: str, url: str | None, limits: Limits) -> Extraction:
    """The article on a page; its body is empty when there is none."""
    tree = parse_page(text)
    if tree is None:
        return Extraction(title="", body="")
    if sum(1 for _ in tree.iter()) > limits.max_elements:
        return _lay_over(read_lines(block_lines(tree), limits), read_facts(_head_of(tree), url))
    facts = read_facts(tree, url)
    if _is_flat(tree, facts):
        return _lay_over(read_lines(block_lines(tree), limits), facts)
    return _read_structured(tree, facts)


def block_lines(tree: HtmlElement) -> list[str]:
    """The visible text, one line for each block, in document order."""
    return [line for line in map(normalise_line, "".join(_pieces(tree)).split("\x1e")) if line]


def _pieces(tree: HtmlElement) -> Iterator[str]:
    """Text with a separator wherever a block begins or ends; what is never shown is passed over."""
    hidden = 0
    for event, element in etree.iterwalk(tree, events=("start", "end")):
        silent = element.tag in _SILENT
        edge = "\x1e" if element.tag in _BLOCKS else ""
        hidden += silent if event == "start" else -silent
        told = element.text if event == "start" else element.tail
        if not hidden:
            yield edge
            yield (told or "").replace("\x1e", "")


def _is_flat(tree: HtmlElement, facts: PageFacts) -> bool:
    """A page of bare paragraphs, chrome and all: nothing in it tells the article from what surrounds it."""
    if facts.linked.headline or any(title.origin in ("h1", "og:title") for title in facts.titles):
        return False
    return not any(element.tag in _STRUCTURE or element.get("class") for element in tree.iter())


def _read_structured(tree: HtmlElement, facts: PageFacts) -> Extraction:
    captions = [line for element in select(_CAPTIONS, tree) for line in block_lines(element)]
    title = choose_title(facts.titles)
    furniture = [variant.text for variant in facts.titles] + [known for known in (facts.outlet, facts.section) if known]
    body = _best_body(tree, facts, captions, furniture)
    reading = Extraction(
        title=title,
        body=join_paragraphs(body.paragraphs),
        removed=body.removed,
        partial=body.partial or any(line.reason is RemovedReason.PAYWALL for line in body.removed),
    )
    return _lay_over(reading, facts)


def _best_body(tree: HtmlElement, facts: PageFacts, captions: list[str], furniture: list[str]) -> Body:
    """The first reading that is long enough, else the longest."""
    readings: list[Body] = []
    for lines in _readings(tree, facts):
        body = _without_captions(read_body(lines, furniture), captions)
        if sum(map(len, body.paragraphs)) >= _SHORTEST_BODY:
            return body
        readings.append(body)
    best = max(readings, key=lambda body: sum(map(len, body.paragraphs)))
    enough = count_words(" ".join(best.paragraphs)) >= _FEWEST_WORDS or any(map(is_prose, best.paragraphs))
    return best if enough else replace(best, paragraphs=())


def _readings(tree: HtmlElement, facts: PageFacts) -> Iterator[list[str]]:
    yield _found_lines(tree, precise=True)
    yield [line for line in map(normalise_line, facts.linked.body.splitlines()) if line]
    yield _found_lines(tree, precise=False)


def _found_lines(tree: HtmlElement, precise: bool) -> list[str]:
    found = trafilatura.bare_extraction(tree, favor_precision=precise, include_comments=False, include_tables=False)
    body = getattr(found, "body", None)
    return [line for line in _leaf_lines(body) if line] if body is not None else []


def _leaf_lines(body: etree._Element) -> Iterator[str]:
    """One line for each innermost block that trafilatura kept."""
    pieces: list[str] = []
    for event, element in etree.iterwalk(body, events=("start", "end")):
        if element.tag in _LEAVES or element.tag == "lb":
            pieces.append("\x1e")
        pieces.append((element.text if event == "start" else element.tail) or "")
    yield from map(normalise_line, "".join(pieces).split("\x1e"))


def _without_captions(body: Body, captions: list[str]) -> Body:
    known = set(captions)
    captioned = tuple(RemovedLine(line, RemovedReason.CAPTION) for line in body.paragraphs if line in known)
    kept = tuple(line for line in body.paragraphs if line not in known)
    return Body(kept, body.removed + captioned, breaks_off(kept))


def _head_of(tree: HtmlElement) -> HtmlElement:
    head = tree.find(".//head")
    return head if head is not None else tree


def _lay_over(reading: Extraction, facts: PageFacts) -> Extraction:
    """Metadata over what the text itself said; both titles are kept."""
    titles = facts.titles + tuple(title for title in reading.titles if title not in facts.titles)
    return replace(
        reading,
        title=reading.title or choose_title(titles),
        titles=titles,
        authors=facts.authors or reading.authors,
        outlet=facts.outlet or reading.outlet,
        section=facts.section or reading.section,
        published=facts.published or reading.published,
        modified=facts.modified or reading.modified,
        language=facts.language,
        canonical_url=facts.canonical_url,
    )
