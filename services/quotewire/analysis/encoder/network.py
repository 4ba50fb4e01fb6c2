"""The ONNX graphs: the encoder, run once per window, the arguments of its cues, and the stance of what they report.

A window is always run alone: int8 activations are scaled per run, so in a batch one text would change another's
result.
"""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnxruntime as ort

from quotewire.analysis.encoder.pieces import Pieces

Floats = npt.NDArray[np.float32]
Ints = npt.NDArray[np.int64]
Range = tuple[int, int]

STANCE_PIECES = 72  # of a content; what comes later rarely turns a stance
FIRST, LAST = 2, 3  # [CLS], [SEP]


@dataclass(frozen=True, slots=True)
class Signals:
    """Per piece of a window (L): cue tag and name tag probabilities, and projections for the argument graph."""

    cues: Floats  # (L, 3): outside, begins, inside
    names: Floats  # (L, 9): outside, then begins and inside of PER, ORG, LOC, MISC
    piece: Floats  # (L + 2, 2 * 128), special pieces included
    cue: Floats  # (L + 2, 2 * 128)
    stance_piece: Floats  # (L, 128), projections for the stance graph
    stance_cue: Floats  # (L, 2 * 128)


@dataclass(frozen=True, slots=True)
class Arguments:
    """Per cue (N): role probabilities of every piece (N, L, 3: none, source, content), kind probabilities (N, 3)."""

    roles: Floats
    kinds: Floats


class Network:
    """Holds the sessions; safe to share between threads."""

    def __init__(self, folder: Path, threads: int) -> None:
        options = quiet_options(threads)
        self._encoder = open_graph(folder / "encoder.onnx", options)
        self._arguments = open_graph(folder / "arguments.onnx", options)
        self._stance = open_graph(folder / "stance.onnx", options)

    def encode(self, pieces: Pieces) -> Signals:
        """Run the encoder over one window."""
        ids = np.concatenate([[FIRST], pieces.ids, [LAST]])[None]
        marks = np.concatenate([[0], pieces.marks, [0]])[None]
        feed = {"ids": ids, "marks": marks, "places": np.arange(ids.shape[1])[None]}
        cues, names, piece, cue, *stance = self._encoder.run(None, feed)
        return Signals(cues[0, 1:-1], names[0, 1:-1], piece[0], cue[0], *(part[0, 1:-1] for part in stance))

    def read_cues(self, signals: Signals, cues: list[Range], stretches: list[Range]) -> Arguments:
        """Read the arguments of `cues`, each within its stretch; both are ranges of pieces of the window."""
        roles = np.zeros((len(cues), len(signals.cues), 3), dtype=np.float32)
        roles[:, :, 0] = 1.0
        kinds = np.zeros((len(cues), 3), dtype=np.float32)
        for first, last in dict.fromkeys(stretches):
            here = [n for n, stretch in enumerate(stretches) if stretch == (first, last)]
            roles[here, first:last], kinds[here] = self._read_stretch(signals, [cues[n] for n in here], (first, last))
        return Arguments(roles, kinds)

    def read_stance(self, signals: Signals, cue: Ints, content: Ints) -> Floats:
        """Log-probabilities (13,) of the stances, in the order of ``Stance``; `cue` and `content` number their pieces."""
        mean = signals.stance_cue[cue].mean(axis=0)
        piece = signals.stance_piece[content[:STANCE_PIECES]]
        (found,) = self._stance.run(None, {"piece": piece[None], "cue": mean[None, None]})
        return np.asarray(found[0], dtype=np.float32)

    def _read_stretch(self, signals: Signals, cues: list[Range], stretch: Range) -> tuple[Floats, Floats]:
        first = np.array([[a] for a, _ in cues])
        last = np.array([[b] for _, b in cues])
        place = np.arange(*stretch)[None]
        distance = np.minimum(place - first, 0) + np.maximum(place - last + 1, 0)
        mean = np.stack([signals.cue[a + 1 : b + 1].mean(axis=0) for a, b in cues])
        piece = signals.piece[None, stretch[0] + 1 : stretch[1] + 1]
        feed = {"piece": piece, "cue": mean, "distance": bucket_distances(distance)}
        roles, kinds = self._arguments.run(None, feed)
        return roles, kinds


def bucket_distances(distance: Ints) -> Ints:
    """Bucket signed piece distances logarithmically into 0..32; 16 is the cue itself."""
    return np.asarray(_BUCKETS[np.clip(distance, -512, 512) + 512], dtype=np.int64)


def _bucket_table() -> Ints:
    distance = np.arange(-512, 513)
    size = np.minimum(np.floor(np.log2(np.maximum(np.abs(distance), 1).astype(np.float32)) * 2) + 1, 16)
    return np.asarray(np.sign(distance) * size + 16, dtype=np.int64)


def quiet_options(threads: int) -> ort.SessionOptions:
    """A session that keeps to `threads` threads and sleeps when it has nothing to do."""
    options = ort.SessionOptions()
    options.intra_op_num_threads = threads
    options.inter_op_num_threads = 1
    options.enable_mem_pattern = False
    options.add_session_config_entry("session.intra_op.allow_spinning", "0")
    return options


def open_graph(path: Path, options: ort.SessionOptions) -> ort.InferenceSession:
    return ort.InferenceSession(str(path), options, providers=["CPUExecutionProvider"])


_BUCKETS = _bucket_table()
