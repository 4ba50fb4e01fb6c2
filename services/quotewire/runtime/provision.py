"""Put what files say into the state: entities and watches."""

from collections.abc import Sequence
from dataclasses import replace
from datetime import datetime
from pathlib import Path

from quotewire.errors import ConfigurationError
from quotewire.matching.watchfile import parse_watches
from quotewire.model.entity import Entity
from quotewire.ports.state import Transaction
from quotewire.processor.erase import admitted

_OF_A_FILE = "file "


def provision_watches(file: Path, tx: Transaction, now: datetime) -> list[str]:
    """Make the file's watches the ones in force; what it says wrongly is returned as messages and changes nothing else.

    A watch whose entry is wrong keeps the form it had, and one that is gone from the file is deleted, unless somebody
    else has changed it since. What is wrong stays visible until the file is right again.
    """
    try:
        text = file.read_text("utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise ConfigurationError(f"cannot read the watchlist {file}: {error}") from error
    parsed = parse_watches(text, str(file))
    author = f"{_OF_A_FILE}{file.name}"
    for watch in parsed.watches:
        tx.watches.save(watch, author, now)
    tx.watches.report(file.name, [replace(error, file=file.name) for error in parsed.errors])
    if not parsed.errors:
        named = {watch.id for watch in parsed.watches}
        for watch_id, last in tx.watches.authors().items():
            if last.startswith(_OF_A_FILE) and watch_id not in named:
                tx.watches.delete(watch_id, author, now)
    return [error.describe() for error in parsed.errors]


def provision_entities(entities: Sequence[Entity], tx: Transaction) -> int:
    """Save what is new or different, but nothing over what an import added to; returns how many that were.

    Who was erased stays out.
    """
    changed = [entity for entity in admitted(entities, tx) if not _is_kept(tx.entities.get(entity.id), entity)]
    if changed:
        tx.entities.save(changed)
    return len(changed)


def _is_kept(known: Entity | None, entity: Entity) -> bool:
    """An import writes its own provenance behind the one that was there."""
    return known is not None and (known == entity or known.provenance.startswith(f"{entity.provenance};"))
