"""Read one document, or many, without a service."""

import json
import re
import sys
from collections.abc import Iterator
from datetime import UTC, date, datetime
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Annotated, Any

import typer
from rich.console import Console
from rich.progress import track

from quotewire.bootstrap import load_analyser, open_scratch_state
from quotewire.cli.extract import read_input
from quotewire.cli.options import AsJson
from quotewire.cli.show import to_json
from quotewire.errors import ConfigurationError, QuotewireError
from quotewire.model import ids
from quotewire.model.article import CollectedArticle
from quotewire.model.journey import RecordedArticle, RecordedStatement, RejectedArticle
from quotewire.processor.analyse import Analyser
from quotewire.processor.exchange import Exchanged, to_exchange
from quotewire.processor.record import record
from quotewire.seed import seed_entities

_DAY = re.compile(r"(?<!\d)(\d{4}-\d{2}-\d{2})(?!\d)")


def analyze(
    file: Annotated[str | None, typer.Argument(help="HTML or text file; - reads standard input.")] = None,
    jsonl: Annotated[
        tuple[Path, Path] | None,
        typer.Option(
            help="Read documents {id, text} from the first file, a line each, and write readings to the second."
        ),
    ] = None,
    url: Annotated[str | None, typer.Option(help="Address of the page, if it is known.")] = None,
    language: Annotated[str, typer.Option(help="Language of the texts of --jsonl.")] = "en",
    as_json: AsJson = False,
) -> None:
    """Show names, statements and claims of a document, with who said each, in which form and with which stance.

    With --jsonl the texts are bodies as they are: nothing is stripped, and all offsets are into `text`. A date in an
    id (2015-11-11) is the day as of which offices are known; without one it is today.
    """
    analyser = load_analyser(list(seed_entities()))
    if jsonl:
        _read_many(*jsonl, analyser, language)
    elif file:
        _show(_read_one(file, url, analyser), as_json)
    else:
        raise ConfigurationError("name a FILE, - for standard input, or --jsonl IN OUT")


def _read_many(source: Path, target: Path, analyser: Analyser, language: str) -> None:
    documents = list(_documents(source))
    progress = track(documents, "reading", console=Console(stderr=True), disable=not sys.stderr.isatty())
    try:
        with target.open("w", encoding="utf-8") as lines:
            for document in progress:
                lines.write(json.dumps(_exchange(document, analyser, language), ensure_ascii=False) + "\n")
    except OSError as error:
        raise ConfigurationError(f"cannot write {target}: {error.strerror}") from error


def _exchange(document: dict[str, Any], analyser: Analyser, language: str) -> Exchanged:
    name, text = str(document["id"]), document["text"]
    title_end = max(text.find("\n\n"), 0)
    return to_exchange(name, text, analyser.read_text(name, text, title_end, language, _day_of(name)))


def _documents(source: Path) -> Iterator[dict[str, Any]]:
    try:
        with source.open(encoding="utf-8") as lines:
            for number, line in enumerate(lines, 1):
                if line.strip():
                    yield _document(line, f"{source}:{number}")
    except OSError as error:
        raise ConfigurationError(f"cannot read {source}: {error.strerror}") from error
    except UnicodeDecodeError as error:
        raise ConfigurationError(f"{source}: not UTF-8 text (byte {error.start})") from error


def _document(line: str, place: str) -> dict[str, Any]:
    try:
        document = json.loads(line)
    except ValueError as error:
        raise ConfigurationError(f"{place}: not JSON: {error}") from error
    if not isinstance(document, dict) or "id" not in document or not isinstance(document.get("text"), str):
        raise ConfigurationError(f"{place}: expected an object with `id` and `text`")
    return document


def _day_of(name: str) -> date:
    for found in _DAY.finditer(name):
        try:
            return date.fromisoformat(found.group())
        except ValueError:
            continue  # digits that only look like a date
    return datetime.now(UTC).date()


def _read_one(file: str, url: str | None, analyser: Analyser) -> RecordedArticle:
    """Analysed and recorded in a ledger of its own, which shows what the document alone says of its claims."""
    content, media_type = read_input(file)
    now = datetime.now(UTC)
    address = url or (Path(file).resolve().as_uri() if file != "-" else "stdin:")
    article_id = ids.article_id(address, now)
    collected = CollectedArticle(
        ids.version_id(article_id, content), article_id, address, "command line", now, media_type, content
    )
    analysed = analyser.analyse(collected)
    if isinstance(analysed, RejectedArticle):
        raise QuotewireError(f"{file}: {analysed.reason.value} {analysed.detail}".strip())
    with TemporaryDirectory() as folder, open_scratch_state(Path(folder)) as state, state.transaction() as tx:
        return record(analysed, tx, now)


def _show(recorded: RecordedArticle, as_json: bool) -> None:
    if as_json:
        typer.echo(to_json(_as_object(recorded)))
        return
    console = Console()
    claims = {claim.id: claim.text for claim in recorded.claims}
    console.print(recorded.article.title, style="bold", markup=False, highlight=False)
    for one in recorded.statements:
        said = one.statement
        who = ", ".join(filter(None, (said.speaker.name, said.speaker.role)))
        console.print(f"\n{who} {said.stance.value} ({said.form.value}):", style="bold", markup=False, highlight=False)
        console.print(said.text, markup=False, highlight=False)
        console.print(f"claim: {claims[one.claim_id]}", style="dim", markup=False, highlight=False)
    if recorded.statements_skipped:
        console.print(f"No statements were looked for: {recorded.statements_skipped}", highlight=False)


def _as_object(recorded: RecordedArticle) -> dict[str, Any]:
    text = recorded.article.text
    return {
        "article": {**_fields(recorded), "text": text},
        "mentions": recorded.mentions,
        "statements": [_as_statement(one, text) for one in recorded.statements],
        "claims": [
            {
                "id": claim.id,
                "text": claim.text,
                "positions": [one for one in recorded.positions if one.claim_id == claim.id],
            }
            for claim in recorded.claims
        ],
    }


def _fields(recorded: RecordedArticle) -> dict[str, Any]:
    names = ("title", "titles", "authors", "outlet", "section", "published", "language", "body", "removed", "partial")
    return {name: getattr(recorded.article, name) for name in names}


def _as_statement(one: RecordedStatement, text: str) -> dict[str, Any]:
    said, speaker = one.statement, one.statement.speaker
    mention, cue = speaker.mention, said.cue
    return {
        "speaker": {
            "text": mention.of(text) if mention else None,
            "start": mention.start if mention else None,
            "end": mention.end if mention else None,
            "name": speaker.name,
            "role": speaker.role,
            "speaks_for": speaker.speaks_for,
        },
        "cue": {"start": cue.start, "end": cue.end, "text": cue.of(text)} if cue else None,
        "content": {"text": said.text, "spans": [[span.start, span.end] for span in said.spans]},
        "form": said.form.value,
        "stance": said.stance.value,
        "stance_evidence": [[span.start, span.end] for span in said.stance_evidence],
        "confidence": round(said.confidence, 4),
        "claim": one.claim_id,
    }
