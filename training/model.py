"""The network: a MiniLM-L6 encoder with heads for cues, arguments of a cue, kind of a cue, and names (PyTorch).

Shapes: B windows, L pieces, N cues, H = 384 hidden, D = 128 argument width.
"""

import math
from dataclasses import dataclass
from pathlib import Path

import torch
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional

from quotewire.analysis.encoder.network import STANCE_PIECES
from quotewire.analysis.encoder.pieces import MARKS
from training.vocabulary import kept_pieces

HIDDEN, LAYERS, HEADS, INNER, POSITIONS, VOCABULARY = 384, 6, 12, 1536, 512, 29528
ARGUMENT_WIDTH, ARGUMENT_HEADS, DISTANCES = 128, 4, 33
STANCE_WIDTH, STANCE_HEADS, STANCE_LAYERS = 128, 4, (2, 3, 5)
CUE_TAGS, ROLES, KINDS, NAME_TAGS, STANCES = 3, 3, 3, 9, 13


@dataclass(frozen=True, slots=True)
class CueIndex:
    """Cues of a batch: window number (N,), mean weights over its pieces (N, L), signed distances of pieces (N, L)."""

    window: Tensor
    weights: Tensor
    distance: Tensor


class Block(nn.Module):
    """One post-norm transformer layer; dropout-free, since masking of input pieces regularises at no cost on a CPU."""

    def __init__(self, width: int, heads: int, inner: int) -> None:
        super().__init__()
        self.heads = heads
        self.qkv, self.out = nn.Linear(width, 3 * width), nn.Linear(width, width)
        self.up, self.down = nn.Linear(width, inner), nn.Linear(inner, width)
        self.norm1, self.norm2 = nn.LayerNorm(width, eps=1e-12), nn.LayerNorm(width, eps=1e-12)

    def forward(self, x: Tensor, mask: Tensor) -> Tensor:
        rows, length, width = x.shape
        size = width // self.heads
        q, k, v = self.qkv(x).view(rows, length, 3, self.heads, size).permute(2, 0, 3, 1, 4)
        # Plain products: PyTorch's fused attention is four times slower in bf16 on a CPU.
        seen = torch.matmul((torch.matmul(q * size**-0.5, k.transpose(-1, -2)) + mask).softmax(-1), v)
        x = self.norm1(x + self.out(seen.transpose(1, 2).reshape(rows, length, width)))
        return self.norm2(x + self.down(functional.gelu(self.up(x), approximate="tanh")))


def attention_bias(mask: Tensor, like: Tensor) -> Tensor:
    """Turn a boolean mask (B, L) into scores (B, 1, 1, L) that shut padding out."""
    return torch.zeros(mask.shape, dtype=like.dtype).masked_fill(~mask, -1e4)[:, None, None, :]


class Encoder(nn.Module):
    """MiniLM with an embedding of layout marks added at the input."""

    def __init__(self) -> None:
        super().__init__()
        self.words = nn.Embedding(VOCABULARY, HIDDEN)
        self.words.weight.requires_grad = False
        self.positions = nn.Embedding(POSITIONS, HIDDEN)
        self.marks = nn.Embedding(MARKS, HIDDEN)
        nn.init.zeros_(self.marks.weight)
        self.norm = nn.LayerNorm(HIDDEN, eps=1e-12)
        self.blocks = nn.ModuleList(Block(HIDDEN, HEADS, INNER) for _ in range(LAYERS))

    def forward(self, ids: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        return self.layers(ids, marks, mask)[-1]

    def layers(self, ids: Tensor, marks: Tensor, mask: Tensor) -> list[Tensor]:
        """States (B, L, H) after each layer."""
        x = self.words(ids) + self.positions.weight[: ids.shape[1]] + self.marks(marks)
        states = [functional.dropout(self.norm(x), 0.1, self.training)]
        for block in self.blocks:
            states.append(block(states[-1], attention_bias(mask, states[-1])))
        return states[1:]


class Arguments(nn.Module):
    """Source and content of each cue, and its kind: one small transformer layer over (cue, piece) pairs."""

    def __init__(self) -> None:
        super().__init__()
        self.distances = nn.Embedding(DISTANCES, ARGUMENT_WIDTH)
        self.norm = nn.LayerNorm(ARGUMENT_WIDTH, eps=1e-12)
        self.block = Block(ARGUMENT_WIDTH, ARGUMENT_HEADS, 2 * ARGUMENT_WIDTH)
        self.roles = nn.Linear(ARGUMENT_WIDTH, ROLES)
        self.kinds = nn.Linear(2 * ARGUMENT_WIDTH, KINDS)

    def forward(
        self, piece: Tensor, gate: Tensor, cue: Tensor, distance: Tensor, mask: Tensor
    ) -> tuple[Tensor, Tensor]:
        """Take per cue: piece projections and gates (N, L, D), cue projection (N, 2D), distances and mask (N, L)."""
        added, scale = cue.chunk(2, dim=-1)
        x = piece + added[:, None] + gate * scale[:, None] + self.distances(distance)
        x = self.block(self.norm(x), attention_bias(mask, x))
        roles = self.roles(x).float()
        share = (roles.softmax(-1)[..., 2] * mask).to(x.dtype)
        content = torch.einsum("nl,nld->nd", share, x) / (share.sum(-1, keepdim=True) + 1e-3)
        return roles, self.kinds(torch.cat([content, added], -1)).float()


class StanceHead(nn.Module):
    """The stance of a statement: one small transformer layer over its cue and the pieces of its content.

    Reads the states of three layers: what a cue and its content mean is clearer before the last one, which sees to spans.
    """

    def __init__(self) -> None:
        super().__init__()
        seen = len(STANCE_LAYERS) * HIDDEN
        self.piece, self.cue = nn.Linear(seen, STANCE_WIDTH), nn.Linear(seen, 2 * STANCE_WIDTH)
        self.places = nn.Embedding(STANCE_PIECES + 1, STANCE_WIDTH)
        nn.init.normal_(self.places.weight, std=0.02)
        self.norm = nn.LayerNorm(STANCE_WIDTH, eps=1e-12)
        self.block = Block(STANCE_WIDTH, STANCE_HEADS, 2 * STANCE_WIDTH)
        self.look = nn.Linear(STANCE_WIDTH, 1)
        self.stances = nn.Linear(2 * STANCE_WIDTH, STANCES)

    def forward(self, content: Tensor, cue: Tensor, mask: Tensor) -> Tensor:
        """Take states of the content's pieces (N, L, 3H), their mask (N, L), and the mean state of the cue (N, 3H)."""
        asked, first = self.cue(cue).chunk(2, dim=-1)
        x = torch.tanh(torch.cat([first[:, None], self.piece(content) + asked[:, None]], 1))
        x = functional.dropout(x, 0.1, self.training) + self.places.weight[: x.shape[1]]
        mask = torch.cat([torch.ones_like(mask[:, :1]), mask], 1)
        x = functional.dropout(self.block(self.norm(x), attention_bias(mask, x)), 0.1, self.training)
        share = self.look(x)[..., 0].masked_fill(~mask, -1e4).softmax(-1)
        heard = torch.cat([torch.einsum("nl,nlw->nw", share, x), torch.tanh(asked)], -1)
        return self.stances(functional.dropout(heard, 0.3, self.training))  # type: ignore[no-any-return]


class QuoteModel(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.encoder = Encoder()
        self.cue_tags = nn.Linear(HIDDEN, CUE_TAGS)
        self.name_tags = nn.Linear(HIDDEN, NAME_TAGS)
        self.piece = nn.Linear(HIDDEN, 2 * ARGUMENT_WIDTH)
        self.cue = nn.Linear(HIDDEN, 2 * ARGUMENT_WIDTH)
        self.arguments = Arguments()
        self.stance = StanceHead()

    def encode(self, ids: Tensor, marks: Tensor, mask: Tensor) -> Tensor:
        return functional.dropout(self.encoder(ids, marks, mask), 0.1, self.training)

    def read_cues(self, hidden: Tensor, mask: Tensor, cues: CueIndex) -> tuple[Tensor, Tensor]:
        """Return role logits (N, L, 3) and kind logits (N, 3)."""
        piece, gate = self.piece(hidden).chunk(2, dim=-1)
        mean = torch.einsum("nl,nld->nd", cues.weights.to(hidden.dtype), self.cue(hidden)[cues.window])
        w = cues.window
        return self.arguments(piece[w], gate[w], mean, cues.distance, mask[w])  # type: ignore[no-any-return]


def load_base(model: QuoteModel, base: Path) -> None:
    """Copy the weights of a BERT-style checkpoint (Hugging Face names) in folder `base` into the encoder."""
    e, tensors = model.encoder, load_file(base / "model.safetensors")
    kept = kept_pieces(base / "tokenizer.json")
    named = {"words.weight": tensors["embeddings.word_embeddings.weight"][kept]}
    named["positions.weight"] = (
        tensors["embeddings.position_embeddings.weight"] + tensors["embeddings.token_type_embeddings.weight"][0]
    )
    _copy(named, tensors, "norm", "embeddings.LayerNorm")
    for i in range(LAYERS):
        theirs, ours = f"encoder.layer.{i}.", f"blocks.{i}."
        for part in ("weight", "bias"):
            parts = [tensors[f"{theirs}attention.self.{n}.{part}"] for n in ("query", "key", "value")]
            named[f"{ours}qkv.{part}"] = torch.cat(parts)
        _copy(named, tensors, ours + "out", theirs + "attention.output.dense")
        _copy(named, tensors, ours + "norm1", theirs + "attention.output.LayerNorm")
        _copy(named, tensors, ours + "up", theirs + "intermediate.dense")
        _copy(named, tensors, ours + "down", theirs + "output.dense")
        _copy(named, tensors, ours + "norm2", theirs + "output.LayerNorm")
    named["marks.weight"] = e.marks.weight.data
    e.load_state_dict(named)


def _copy(named: dict[str, Tensor], tensors: dict[str, Tensor], ours: str, theirs: str) -> None:
    named[ours + ".weight"], named[ours + ".bias"] = tensors[theirs + ".weight"], tensors[theirs + ".bias"]


def distance_bucket(distance: Tensor) -> Tensor:
    """Bucket signed piece distances logarithmically into 0..32; 16 is the cue itself."""
    size = torch.clamp((torch.log2(distance.abs().float().clamp(min=1)) * 2).floor() + 1, max=16)
    return (torch.sign(distance) * torch.where(distance == 0, torch.zeros_like(size), size) + 16).long()


def count_parameters(model: nn.Module) -> int:
    return sum(math.prod(p.shape) for p in model.parameters())
