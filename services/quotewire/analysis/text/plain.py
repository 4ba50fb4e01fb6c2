"""Articles that arrive as plain text, with whatever stood around them on the page."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import replace
from itertools import pairwise

from quotewire.analysis.text.body import find_body, read_body, read_tail
from quotewire.analysis.text.byline import is_byline, read_names
from quotewire.analysis.text.dates import parse_date_line
from quotewire.analysis.text.limits import Limits
from quotewire.analysis.text.lines import count_words, has_several_sentences
from quotewire.analysis.text.masthead import read_masthead
from quotewire.analysis.text.normalise import join_paragraphs, split_lines
from quotewire.analysis.text.parts import Body, Masthead
from quotewire.errors import RejectedInput
from quotewire.model.article import Extraction, RemovedLine, RemovedReason, TitleVariant
from quotewire.model.outcome import RejectedReason

_WIDEST_WRAP = 100  # characters; text is hard-wrapped at most this wide
_NARROWEST_WRAP = 40
_MARKDOWN = re.compile(r"^#{1,6} +|^([*_]{1,3})(?=[^*_]+\1$)|(?<=[^*_ ])[*_]{1,3}$")
_QUESTION_TITLE_WORDS = 25


def read_plain(text: str, limits: Limits) -> Extraction:
    """The article in a plain text; its body is empty when there is none."""
    return read_lines(list(_paragraphs(text)), limits)


def read_lines(lines: Sequence[str], limits: Limits) -> Extraction:
    """The article in lines of normal form, none of them empty: one line is one paragraph, heading or piece of chrome."""
    if len(lines) > limits.max_lines:
        raise RejectedInput(
            RejectedReason.TOO_LARGE, f"{len(lines)} lines of text, at most {limits.max_lines} are read"
        )
    start, end = find_body(lines)
    head = read_masthead(lines[:start])
    if not head.title and start < end - 1 and _asks(lines[start]):
        head, start = replace(head, title=lines[start]), start + 1
    furniture = [known for known in (head.title, head.outlet) if known]
    body = read_body(lines[start:end], furniture)
    return _assemble(head, body, read_tail(lines[end:]) if end else ())


def _assemble(head: Masthead, body: Body, tail: tuple[RemovedLine, ...]) -> Extraction:
    removed = head.removed + body.removed + tail
    late = [line.text for line in body.removed]
    published = head.published or next((date for date in map(parse_date_line, late) if date), None)
    authors = head.authors or tuple(name for line in late if is_byline(line) for name in read_names(line))
    return Extraction(
        title=head.title,
        body=join_paragraphs(head.standfirst + body.paragraphs) if body.paragraphs else "",
        titles=(TitleVariant(head.title, "text"),) if head.title else (),
        authors=authors,
        outlet=head.outlet,
        section=head.section,
        published=published,
        modified=head.modified,
        removed=removed,
        partial=body.partial or any(line.reason is RemovedReason.PAYWALL for line in removed),
    )


def _asks(line: str) -> bool:
    """A question or exclamation of one sentence: a title that looks like prose."""
    return line.endswith(("?", "!")) and count_words(line) <= _QUESTION_TITLE_WORDS and not has_several_sentences(line)


def _paragraphs(text: str) -> Iterator[str]:
    """Lines, or where the text is hard-wrapped its blocks; marks of Markdown around a whole line go."""
    lines = [_MARKDOWN.sub("", line) for line in split_lines(text)]
    wrapped = max(map(len, lines), default=0) <= _WIDEST_WRAP
    block: list[str] = []
    for line in [*lines, ""]:
        if line:
            block.append(line)
            continue
        yield from [" ".join(block)] if wrapped and _is_wrapped(block) else block
        block = []


def _is_wrapped(block: Sequence[str]) -> bool:
    """Whether each line broke only because the next word did not fit."""
    width = max(map(len, block), default=0)
    if len(block) < 2 or width < _NARROWEST_WRAP or any(parse_date_line(line) or is_byline(line) for line in block):
        return False
    return all(len(line) + 1 + len(after.split()[0]) > width - 1 for line, after in pairwise(block))
