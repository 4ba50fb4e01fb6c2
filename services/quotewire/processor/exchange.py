"""A reading in the form in which quotation corpora and their scorer exchange them: one JSON object a document."""

from collections.abc import Sequence
from typing import Any

from quotewire.analysis.encoder.attribution import NamedSpan
from quotewire.model.mention import EntityKind, Mention
from quotewire.model.statement import Resolution, Speaker, Statement
from quotewire.processor.analyse import TextReading

Exchanged = dict[str, Any]

_TYPES = {"person": "PER", "organisation": "ORG", "place": "LOC"}
_GOVERNMENT = ("government of the ", "government of ")


def to_exchange(name: str, text: str, reading: TextReading) -> Exchanged:
    """The document's quotes and mentions; every offset is one into ``text``."""
    return {
        "id": name,
        "quotes": [to_quote(text, statement) for statement in reading.statements],
        "mentions": [_to_mention(text, found, reading.mentions) for found in reading.names],
    }


def to_quote(text: str, statement: Statement) -> Exchanged:
    """One statement. What the reader keeps is speech; thoughts and speech acts about things it leaves out."""
    spans = [[span.start, span.end] for span in statement.spans]
    cue = statement.cue
    return {
        "quote": {"start": spans[0][0], "end": spans[-1][1], "text": statement.text, "spans": spans},
        "speaker": to_speaker(text, statement.speaker),
        "cue": {"start": cue.start, "end": cue.end, "text": cue.of(text)} if cue else None,
        "type": statement.form.value,
        "kind": "speech",
        "stance": statement.stance.value,
        "confidence": round(statement.confidence, 4),
    }


def to_speaker(text: str, speaker: Speaker) -> Exchanged | None:
    """``resolved`` names whom a pronoun, surname, role or metonym means; it is empty where that was not found out."""
    name, mention = shown_name(speaker), speaker.mention
    if not name:
        return None
    resolved = [] if speaker.resolution is Resolution.UNRESOLVED else [name]
    if mention is None:
        return {"text": name, "resolved": resolved}
    return {"start": mention.start, "end": mention.end, "text": mention.of(text), "resolved": resolved}


def shown_name(speaker: Speaker) -> str:
    """The speaker's name as corpora write it: a government is called by its country."""
    if speaker.kind is not EntityKind.GOVERNMENT:
        return speaker.name
    beginning = next((words for words in _GOVERNMENT if speaker.name.lower().startswith(words)), "")
    return speaker.name[len(beginning) :]


def _to_mention(text: str, found: NamedSpan, mentions: Sequence[Mention]) -> Exchanged:
    inside = (one for one in mentions if one.span.start < found.end and found.start < one.span.end)
    entity = next((one.entity_id for one in inside if one.entity_id), None)
    shown = text[found.start : found.end]
    return {
        "start": found.start,
        "end": found.end,
        "text": shown,
        "type": _TYPES[found.kind],
        "name": shown,
        "entity": entity,
    }
