"""Extract one page or text."""

import sys
from pathlib import Path
from typing import Annotated

import typer
from rich.console import Console

from quotewire.analysis.language import detect_language
from quotewire.analysis.text import extract as text
from quotewire.cli.options import AsJson
from quotewire.cli.show import to_json
from quotewire.errors import ConfigurationError

_MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".txt": "text/plain"}


def extract(
    file: Annotated[str, typer.Argument(help="HTML or text file; - reads standard input.")],
    url: Annotated[str | None, typer.Option(help="Address of the page, if it is known.")] = None,
    as_json: AsJson = False,
) -> None:
    """Show what quotewire takes from a page: title, authors, dates, body, and what was removed and why."""
    content, media_type = read_input(file)
    extraction = text.extract(content, media_type, url)
    language = detect_language(f"{extraction.title}\n\n{extraction.body}", extraction.language)
    if as_json:
        fields = (
            "title",
            "titles",
            "authors",
            "outlet",
            "section",
            "published",
            "modified",
            "body",
            "removed",
            "partial",
        )
        shown = {name: getattr(extraction, name) for name in fields}
        typer.echo(to_json({"url": extraction.canonical_url or url, "language": language, **shown}))
        return
    console = Console()
    console.print(extraction.title, style="bold", markup=False, highlight=False)
    facts = (extraction.outlet, extraction.section, ", ".join(extraction.authors), extraction.published, language)
    console.print(" · ".join(str(fact) for fact in facts if fact), style="dim", markup=False, highlight=False)
    console.print(f"\n{extraction.body}\n", markup=False, highlight=False)
    for line in extraction.removed:
        console.print(f"removed ({line.reason.value}): {line.text}", style="dim", markup=False, highlight=False)


def read_input(file: str) -> tuple[bytes, str]:
    """The bytes of a file or of standard input, and their media type as far as the name tells it."""
    if file == "-":
        return sys.stdin.buffer.read(), "application/octet-stream"
    path = Path(file)
    try:
        return path.read_bytes(), _MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream")
    except OSError as error:
        raise ConfigurationError(f"cannot read {file}: {error.strerror}") from error
