"""The speaker's attitude to what is said, and the words that decided it."""

from quotewire.analysis.statements.lexicon import Lexicon
from quotewire.model.span import Span
from quotewire.model.statement import Stance


def decide_stance(
    text: str, cue: Span | None, spans: tuple[Span, ...], lexicon: Lexicon
) -> tuple[Stance, tuple[Span, ...]]:
    """The stance that the cue names."""
    known = lexicon.cue(cue.of(text).split()[-1]) if cue and len(cue) else None
    stance = Stance(known.stance) if known and known.stance != "-" else Stance.ASSERTS
    return stance, (cue,) if cue else ()
