"""A headline tells in short what somebody says in the body below it."""

from collections.abc import Mapping, Sequence

from quotewire.analysis.claims.likeness import compare, read_wording
from quotewire.analysis.claims.own import attitudes_of
from quotewire.model.statement import Statement

_LEAST = 0.35  # cosine; what is less like the headline is something else that the same speaker says


def pair_headlines(statements: Sequence[Statement]) -> Mapping[str, str]:
    """Ids of headline statements, each with that of the body's statement by the same voice that is most like it."""
    bodies = [one for one in statements if not one.headline]
    pairs = ((one.id, _told_in_full(one, bodies)) for one in statements if one.headline)
    return {headline: body.id for headline, body in pairs if body}


def _told_in_full(headline: Statement, bodies: Sequence[Statement]) -> Statement | None:
    said = read_wording(headline.text)
    near = [
        (compare(said, read_wording(one.text)).meaning, -at)
        for at, one in enumerate(bodies)
        if _may_be_told_by(headline, one)
    ]
    meaning, at = max(near, default=(0.0, 0))
    return bodies[-at] if meaning >= _LEAST else None


def _may_be_told_by(headline: Statement, body: Statement) -> bool:
    return _voices(headline) & _voices(body) != set() and bool(attitudes_of(headline) & attitudes_of(body))


def _voices(statement: Statement) -> set[str]:
    speaker = statement.speaker
    return {voice for voice in (speaker.key, speaker.speaks_for_id) if voice}
