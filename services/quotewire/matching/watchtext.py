"""Watches as the text of a watch file: what ``watchfile.parse_watches`` reads back."""

from collections.abc import Iterable
from typing import Any

import yaml

from quotewire.model.watch import AlertPolicy, SaidBy, Watch

_USUAL = AlertPolicy()
_WIDTH = 100


def write_watches(watches: Iterable[Watch]) -> str:
    """A YAML list; what is as usual is left out."""
    entries = [_entry(watch) for watch in watches]
    return str(yaml.safe_dump(entries, sort_keys=False, allow_unicode=True, width=_WIDTH))


def _entry(watch: Watch) -> dict[str, Any]:
    sources = {"include": [*watch.sources_include], "exclude": [*watch.sources_exclude]}
    values = {
        "id": watch.id,
        "title": watch.title,
        "said_by": [_speaker(one) for one in watch.said_by],
        "mentions": [*watch.mentions],
        "about": watch.about,
        "stance": [stance.value for stance in watch.stance],
        "min_confidence": watch.min_confidence,
        "sources": _given(sources),
        "alert": _policy(watch.alert),
    }
    return _given(values)


def _speaker(said_by: SaidBy) -> str | dict[str, str]:
    if said_by.name:
        return said_by.name
    named = {"organisation": said_by.organisation, "role": said_by.role, "of": said_by.of}
    return {key: name for key, name in named.items() if name}


def _policy(policy: AlertPolicy) -> dict[str, Any]:
    values = {
        "channels": [*policy.channels],
        "mode": policy.mode.value,
        "window_minutes": policy.window_minutes,
        "digest_at": policy.digest_at,
        "time_zone": policy.time_zone,
        "max_per_day": policy.max_per_day,
    }
    usual = {"mode": _USUAL.mode.value, "window_minutes": _USUAL.window_minutes}
    usual |= {"digest_at": _USUAL.digest_at, "time_zone": _USUAL.time_zone}
    return _given({key: value for key, value in values.items() if usual.get(key) != value})


def _given(values: dict[str, Any]) -> dict[str, Any]:
    return {key: value for key, value in values.items() if value not in (None, "", 0.0, [], {})}
