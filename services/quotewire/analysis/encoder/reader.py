"""EncoderReader: text in, attributions and names out.  Pure at call time; weights are loaded once."""

from collections.abc import Iterator, Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from tokenizers import Tokenizer

from quotewire.analysis.encoder import decode
from quotewire.analysis.encoder.attribution import Attribution, NamedSpan, Offsets, Reading
from quotewire.analysis.encoder.calibration import Calibration, describe
from quotewire.analysis.encoder.edges import mend_edges
from quotewire.analysis.encoder.names import find_names
from quotewire.analysis.encoder.network import Network, Signals
from quotewire.analysis.encoder.patterns import find_patterns
from quotewire.analysis.encoder.rules import is_caption, is_question, is_told_call, takes_standpoint
from quotewire.analysis.encoder.windows import Window, cut_windows
from quotewire.analysis.encoder.words import Floats, Ints, Words, gather_words

WEIGHTS = Path(__file__).resolve().parents[2] / "weights"
OVERLAP = 0.35

Candidate = tuple[Attribution, Floats]


class EncoderReader:
    """Reads attributions and names; one instance serves many threads, and a result depends on its own text alone."""

    def __init__(self, tokenizer: Tokenizer, network: Network, calibration: Calibration) -> None:
        self._tokenizer, self._network, self.calibration = tokenizer, network, calibration

    @classmethod
    def load(cls, threads: int = 1, folder: Path = WEIGHTS) -> "EncoderReader":
        """Load the packaged weights; `threads` is the number of threads within one run of the network."""
        tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        return cls(tokenizer, Network(folder, threads), Calibration.load(folder / "encoder.json"))

    def read(self, text: str) -> Reading:
        """Read one text of any length and content; offsets are characters of `text`."""
        names: list[NamedSpan] = []
        found: list[Attribution] = []
        for window in cut_windows(self._tokenizer, text):
            signals, words = self._network.encode(window.pieces), gather_words(window.pieces)
            names += _owned(find_names(words.pool(signals.names), words), window)
            for one, _ in self._attributions(text, window, words, signals):
                if one.confidence >= self.calibration.minimum:
                    found.append(replace(one, stances=self._stances(window, signals, one.cue, one.content)))
        kept = _without_repeats(found + find_patterns(text))
        return Reading(tuple(one for one in kept if not is_told_call(text, one, kept)), tuple(names))

    def read_many(self, texts: Sequence[str]) -> list[Reading]:
        """Read each text; the same readings as `read` gives one by one."""
        return [self.read(text) for text in texts]

    def candidates(self, text: str) -> list[Candidate]:
        """Every attribution considered, however unlikely, with the features of its confidence (for calibration)."""
        found: list[Candidate] = []
        for window in cut_windows(self._tokenizer, text):
            signals, words = self._network.encode(window.pieces), gather_words(window.pieces)
            found += self._attributions(text, window, words, signals)
        return found

    def read_stances(
        self, text: str, statements: Sequence[tuple[Offsets, Sequence[Offsets]]]
    ) -> list[tuple[float, ...]]:
        """Log-probabilities of the stances of statements that are known by the offsets of their cue and content.

        Empty for one whose cue or content has no piece in the window of the cue.
        """
        found: list[tuple[float, ...]] = [()] * len(statements)
        for window in cut_windows(self._tokenizer, text):
            own = [n for n, (cue, _) in enumerate(statements) if window.own_start <= cue[0] < window.own_end]
            if own:
                signals = self._network.encode(window.pieces)
                for number in own:
                    cue, content = statements[number]
                    found[number] = self._stances(window, signals, [cue], content)
        return found

    def _stances(
        self, window: Window, signals: Signals, cue: Sequence[Offsets], content: Sequence[Offsets]
    ) -> tuple[float, ...]:
        heard, pieces = _pieces_in(window, cue), _pieces_in(window, content)
        if not (len(heard) and len(pieces)):
            return ()
        return tuple(self._network.read_stance(signals, heard, pieces).tolist())

    def _attributions(self, text: str, window: Window, words: Words, signals: Signals) -> Iterator[Candidate]:
        starts = window.pieces.starts
        runs = decode.find_cues(signals.cues)
        runs = [(a, b) for a, b in runs if window.own_start <= starts[a] < window.own_end]
        if not runs:
            return
        arguments = self._network.read_cues(signals, runs, [_stretch(run, words, len(window.pieces)) for run in runs])
        roles = words.pool(arguments.roles)
        for number, (first, last) in enumerate(runs):
            likely = float(1.0 - signals.cues[first:last, 0].min())
            cue = np.searchsorted(words.first, [first, last - 1], side="right") - 1
            held = int(cue[0]), int(cue[1]) + 1
            heard = likely, arguments.kinds[number]
            candidate = self._attribution(text, words, held, roles[number], heard)
            if candidate and not is_question(text, candidate[0]) and not is_caption(text, candidate[0].cue[0][0]):
                yield candidate

    def _attribution(
        self, text: str, words: Words, cue: decode.Run, roles: Floats, heard: tuple[float, Floats]
    ) -> Candidate | None:
        source = decode.find_source(roles, words, cue[0])
        barred = np.zeros(len(words.starts), dtype=bool)
        barred[slice(*cue)] = True
        if source:
            barred[slice(*source)] = True
        runs = decode.keep_paragraph(decode.find_content(roles, words, barred), cue[0], words)
        runs = mend_edges(text, words, runs, barred)
        if not runs:
            return None
        inside = np.concatenate([roles[slice(*run), 2][words.spoken[slice(*run)]] for run in runs])
        spans = tuple(decode.run_span(run, words) for run in runs)
        stands = takes_standpoint(text[slice(*_characters(cue, words))], text[slice(*spans[0])], source is not None)
        speech = _speech(stands, heard[1])
        features = describe(heard[0], speech, inside, roles[slice(*source), 1] if source else roles[:0, 1])
        attribution = Attribution(
            (_characters(cue, words),),
            _characters(_closed(source, words), words) if source else None,
            spans,
            self.calibration.confidence(features),
            speech,
        )
        return attribution, features


def _pieces_in(window: Window, spans: Sequence[Offsets]) -> Ints:
    middle = (window.pieces.starts + window.pieces.ends) / 2
    return np.flatnonzero(np.any([(middle > start) & (middle < end) for start, end in spans], axis=0))


def _stretch(cue: decode.Run, words: Words, length: int) -> decode.Run:
    """Pieces in which a cue's arguments are sought: its line and the lines beside it."""
    breaks = np.flatnonzero(words.line)
    starts = [0, *words.first[breaks[breaks > 0]].tolist(), length]
    at = int(np.searchsorted(starts, cue[0], side="right")) - 1
    low, high = max(at - 1, 0), min(at + 2, len(starts) - 1)
    return starts[low], starts[high]


def _speech(stands: bool, kinds: Floats) -> float:
    """Probability of speech; a speech act about a thing counts where it takes a standpoint."""
    return min(1.0, float(kinds[0] + kinds[1] if stands else kinds[0]))


def _characters(run: decode.Run, words: Words) -> Offsets:
    return int(words.starts[run[0]]), int(words.ends[run[1] - 1])


def _closed(run: decode.Run, words: Words) -> decode.Run:
    """Take in the bracket that closes one opened inside the run, as in "Ann Lee (D-Mo.)"."""
    first, last = run
    if (words.bracket[first:last] == 1).sum() <= (words.bracket[first:last] == 2).sum():
        return run
    closing = np.flatnonzero(words.bracket[last : last + 2] == 2)
    return (first, last + int(closing[0]) + 1) if len(closing) else run


def _owned(names: list[NamedSpan], window: Window) -> list[NamedSpan]:
    return [name for name in names if window.own_start <= name.start < window.own_end]


def _without_repeats(attributions: list[Attribution]) -> list[Attribution]:
    """Of two attributions whose contents are mostly the same words, keep the likelier."""
    kept: list[Attribution] = []
    for attribution in sorted(attributions, key=lambda a: -a.confidence):
        near = [other for other in kept if _shared(attribution, other) > OVERLAP]
        if not near:
            kept.append(attribution)
    return sorted(kept, key=lambda a: (a.content, a.cue))


def _shared(one: Attribution, other: Attribution) -> float:
    """Characters in both contents over characters in either."""
    common = sum(max(0, min(b, d) - max(a, c)) for a, b in one.content for c, d in other.content)
    either = sum(b - a for a, b in one.content + other.content) - common
    return common / either if either else 0.0
