"""Articles from a folder of files, with a manifest beside them where file names do not say enough."""

from collections.abc import Iterator
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import yaml

from quotewire.collector.item import Item
from quotewire.errors import ConfigurationError

MANIFEST = "manifest.yaml"
_MEDIA_TYPES = {".html": "text/html", ".htm": "text/html", ".xhtml": "application/xhtml+xml", ".txt": "text/plain"}


def read_folder(folder: Path) -> Iterator[Item]:
    """The manifest's items in its order if there is one, else every page and text below the folder by name.

    Raises ConfigurationError when the folder or its manifest cannot be read.
    """
    if not folder.is_dir():
        raise ConfigurationError(f"no folder at {folder}: create it, or correct the source's location")
    manifest = folder / MANIFEST
    if manifest.exists():
        yield from (_listed(folder, entry) for entry in _read_manifest(manifest))
        return
    for path in sorted(folder.rglob("*")):
        if path.suffix.lower() in _MEDIA_TYPES and path.is_file():
            yield _item(path, path.relative_to(folder).as_posix(), {})


def _read_manifest(path: Path) -> list[dict[str, Any]]:
    try:
        entries = yaml.safe_load(path.read_text("utf-8"))
    except yaml.MarkedYAMLError as error:
        where = error.problem_mark
        place = f"line {where.line + 1}, column {where.column + 1}: " if where else ""
        raise ConfigurationError(f"{path}: {place}{error.problem}") from error
    except (yaml.YAMLError, ValueError) as error:  # bytes that are no text, and dates such as 2023-13-45
        raise ConfigurationError(f"{path}: {error}") from error
    items = entries.get("items") if isinstance(entries, dict) else entries
    if not isinstance(items, list) or not all(isinstance(entry, dict) and "file" in entry for entry in items):
        raise ConfigurationError(f"{path}: expected a list of items, each with at least `file`")
    return items


def _listed(folder: Path, entry: dict[str, Any]) -> Item:
    path = (folder / str(entry["file"])).resolve()
    if not path.is_relative_to(folder.resolve()):
        raise ConfigurationError(f"{folder / MANIFEST}: {entry['file']!r} lies outside the folder")
    if not path.is_file():
        raise ConfigurationError(f"{folder / MANIFEST}: no file {entry['file']!r}")
    return _item(path, str(entry["file"]), entry)


def _item(path: Path, key: str, entry: dict[str, Any]) -> Item:
    content, problem = b"", ""
    try:
        content = path.read_bytes()
        published, collected_at = _moment(entry.get("published")), _moment(entry.get("collected_at"))
    except OSError as error:
        problem = f"cannot be read: {error.strerror}"
        published = collected_at = None
    except ValueError as error:
        problem = f"the manifest gives no usable date: {error}"
        published = collected_at = None
    return Item(
        key=key,
        url=str(entry.get("url") or path.resolve().as_uri()),
        media_type=_MEDIA_TYPES.get(path.suffix.lower(), "application/octet-stream"),
        content=content,
        problem=problem,
        published=published,
        outlet=_text(entry.get("outlet")),
        collected_at=collected_at,
        source_id=_text(entry.get("source")),
        country=_text(entry.get("country")),
    )


def _text(value: object) -> str | None:
    return None if value is None else str(value)


def _moment(value: object) -> datetime | None:
    if value is None:
        return None
    moment = value if isinstance(value, datetime) else datetime.fromisoformat(str(value))
    return moment if moment.tzinfo else moment.replace(tzinfo=UTC)
