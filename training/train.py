"""Fine-tune the encoder: `python -m training.train --out DIR --epochs N` (two CPU cores; resumes from DIR/last.pt)."""

import argparse
import copy
import json
import random
import time
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from torch import Tensor
from torch.nn import functional

from training.data import (
    IGNORED,
    MASK,
    Example,
    load_articles,
    load_sentences,
    name_examples,
    split_articles,
    statement_examples,
)
from training.model import CueIndex, QuoteModel, distance_bucket, load_base
from training.vocabulary import save_tokenizer

PIECES_A_BATCH = 3072
MASKED = 0.05
EMA = 0.998


@dataclass(frozen=True, slots=True)
class Batch:
    ids: Tensor
    marks: Tensor
    mask: Tensor
    cue_tags: Tensor
    name_tags: Tensor
    cues: CueIndex | None
    roles: Tensor
    kinds: Tensor


def pad(rows: list[np.ndarray], length: int, value: int) -> Tensor:
    out = np.full((len(rows), length), value, dtype=np.int64)
    for i, row in enumerate(rows):
        out[i, : len(row)] = row
    return torch.from_numpy(out)


def build_batch(examples: list[Example]) -> Batch:
    length = max(len(e.ids) for e in examples)
    mask = pad([np.ones(len(e.ids)) for e in examples], length, 0).bool()
    cues = [(i, cue) for i, e in enumerate(examples) for cue in e.cues]
    index = None
    if cues:
        place = torch.arange(length)[None]
        first = torch.tensor([c.first for _, c in cues])[:, None]
        last = torch.tensor([c.last for _, c in cues])[:, None]
        inside = ((place >= first) & (place < last)).float()
        distance = (place - first).clamp(max=0) + (place - last + 1).clamp(min=0)
        weights = inside / inside.sum(-1, keepdim=True)
        index = CueIndex(torch.tensor([i for i, _ in cues]), weights, distance_bucket(distance))
    return Batch(
        pad([e.ids for e in examples], length, 0),
        pad([e.marks for e in examples], length, 0),
        mask,
        pad([e.cue_tags for e in examples], length, IGNORED),
        pad([e.name_tags for e in examples], length, IGNORED),
        index,
        pad([c.roles for _, c in cues], length, IGNORED),
        torch.tensor([c.kind for _, c in cues], dtype=torch.long),
    )


def batches(examples: list[Example], rng: random.Random) -> list[list[Example]]:
    """Batches of like length (statements and names mixed), in random order."""
    order = sorted(examples, key=lambda e: len(e.ids) + rng.uniform(-12, 12))
    groups: list[list[Example]] = [[]]
    for example in order:
        if (len(groups[-1]) + 1) * len(example.ids) > PIECES_A_BATCH:
            groups.append([])
        groups[-1].append(example)
    rng.shuffle(groups)
    return groups


def batch_loss(model: QuoteModel, batch: Batch, weights: dict[str, Tensor]) -> dict[str, Tensor]:
    hidden = model.encode(batch.ids, batch.marks, batch.mask)
    losses = {
        "cue": 2 * _tag_loss(model.cue_tags(hidden), batch.cue_tags, weights["cue"]),
        "name": _tag_loss(model.name_tags(hidden), batch.name_tags, None),
    }
    if batch.cues is not None:
        roles, kinds = model.read_cues(hidden, batch.mask, batch.cues)
        losses["role"] = 1.5 * _tag_loss(roles, batch.roles, weights["role"])
        losses["kind"] = 0.6 * functional.cross_entropy(kinds, batch.kinds)
    return losses


def _tag_loss(logits: Tensor, tags: Tensor, weights: Tensor | None) -> Tensor:
    if not bool((tags != IGNORED).any()):
        return logits.sum() * 0.0
    return functional.cross_entropy(logits.float().flatten(0, 1), tags.flatten(), weight=weights, ignore_index=IGNORED)


def mask_pieces(batch: Batch) -> Batch:
    """Hide some pieces, which regularises and makes unknown names readable from their surroundings."""
    hidden = (torch.rand(batch.ids.shape) < MASKED) & (batch.ids > MASK)
    batch.ids[hidden] = MASK
    return batch


class Trainer:
    """bf16 network, fp32 master copy with AdamW, and an exponential mean of the master copy."""

    def __init__(self, base: Path, steps: int, rate: float) -> None:
        self.master = QuoteModel()
        load_base(self.master, base)
        self.mean = copy.deepcopy(self.master).requires_grad_(False)
        self.network = copy.deepcopy(self.master).bfloat16()
        self.pairs = [
            (m, n) for m, n in zip(self.master.parameters(), self.network.parameters(), strict=True) if m.requires_grad
        ]
        self.means = [
            e for e, m in zip(self.mean.parameters(), self.master.parameters(), strict=True) if m.requires_grad
        ]
        self.optimizer = torch.optim.AdamW(self._groups(rate), betas=(0.9, 0.98), weight_decay=0.01, fused=True)
        self.schedule = torch.optim.lr_scheduler.LambdaLR(
            self.optimizer, lambda step: min(1.0, (step + 1) / 100) * max(0.0, 1 - step / steps) + 0.002
        )
        self.step_number = 0

    def _groups(self, rate: float) -> list[dict[str, object]]:
        """Lower layers learn slower (0.85 a layer); heads and marks learn faster."""
        groups = []
        for name, parameter in self.master.named_parameters():
            if not parameter.requires_grad:
                continue
            scale = 6.0
            if name.startswith("encoder.blocks."):
                scale = 0.85 ** (5 - int(name.split(".")[2]))
            elif name.startswith(("encoder.positions", "encoder.norm")):
                scale = 0.4
            elif name.startswith("encoder.marks"):
                scale = 10.0
            groups.append({"params": [parameter], "lr": rate * scale})
        return groups

    def step(self, losses: dict[str, Tensor]) -> None:
        torch.stack(list(losses.values())).sum().backward()
        for m, n in self.pairs:
            m.grad = None if n.grad is None else n.grad.float()
            n.grad = None
        torch.nn.utils.clip_grad_norm_([m for m, _ in self.pairs], 1.0)
        self.optimizer.step()
        self.schedule.step()
        self.step_number += 1
        decay = min(EMA, (1 + self.step_number) / (10 + self.step_number))
        with torch.no_grad():
            torch._foreach_lerp_(self.means, [m for m, _ in self.pairs], 1 - decay)
            for m, n in self.pairs:
                n.copy_(m)

    def save(self, path: Path, epoch: int) -> None:
        state = {"master": self.master.state_dict(), "optimizer": self.optimizer.state_dict(), "epoch": epoch}
        state |= {"schedule": self.schedule.state_dict(), "step": self.step_number, "mean": self.mean.state_dict()}
        torch.save(state, path.with_suffix(".tmp"))
        path.with_suffix(".tmp").rename(path)

    def resume(self, path: Path) -> int:
        state = torch.load(path)
        self.master.load_state_dict(state["master"])
        self.mean.load_state_dict(state["mean"])
        self.network.load_state_dict(state["master"])
        self.optimizer.load_state_dict(state["optimizer"])
        self.schedule.load_state_dict(state["schedule"])
        self.step_number = state["step"]
        return int(state["epoch"]) + 1


def run(a: argparse.Namespace) -> None:
    torch.manual_seed(a.seed)
    a.out.mkdir(parents=True, exist_ok=True)
    tokenizer = save_tokenizer(a.base / "tokenizer.json", a.out / "tokenizer.json")
    articles, _ = split_articles(load_articles(a.shared / "gold/polnear_train.jsonl.gz"))
    documents = load_sentences(a.shared / "data/ner/conll2003.train.gz")
    weights = {"cue": torch.tensor([1.0, 2.5, 2.0]), "role": torch.tensor([1.0, 2.0, 1.0])}

    def epoch_groups(epoch: int) -> list[list[Example]]:
        rng = random.Random(a.seed * 1000 + epoch)
        examples = [e for x in articles for e in statement_examples(tokenizer, x, rng, rng.choice((160, 190, 190)))]
        return batches(examples + name_examples(tokenizer, documents, rng), rng)

    steps = len(epoch_groups(0))
    trainer = Trainer(a.base, a.epochs * steps, a.rate)
    last = a.out / "last.pt"
    first = trainer.resume(last) if last.exists() else 0
    for epoch in range(first, a.epochs):
        train_epoch(trainer, epoch_groups(epoch), weights, (epoch, a.stop_after))
        trainer.save(last, epoch)
        torch.save(trainer.mean.state_dict(), a.out / "mean.pt")


def train_epoch(
    trainer: Trainer, groups: list[list[Example]], weights: dict[str, Tensor], log: tuple[int, int]
) -> None:
    trainer.network.train()
    sums: dict[str, float] = {}
    seen, began = 0, time.perf_counter()
    for number, group in enumerate(groups):
        batch = mask_pieces(build_batch(group))
        losses = batch_loss(trainer.network, batch, weights)
        trainer.step(losses)
        seen += int(batch.mask.sum())
        for name, loss in losses.items():
            sums[name] = 0.97 * sums.get(name, loss.item()) + 0.03 * loss.item()
        if number % 25 == 24:
            speed = seen / (time.perf_counter() - began)
            shown = {name: round(value, 4) for name, value in sums.items()}
            line = {"epoch": log[0], "batch": number + 1, "of": len(groups), "pieces/s": round(speed), **shown}
            print(json.dumps(line), flush=True)
        if log[1] and number + 1 >= log[1]:
            return


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("--shared", type=Path, default=Path("../shared"))
    parser.add_argument("--base", type=Path, required=True, help="folder with model.safetensors and tokenizer.json")
    parser.add_argument("--out", type=Path, default=Path("build/encoder"))
    parser.add_argument("--epochs", type=int, default=8)
    parser.add_argument("--rate", type=float, default=1.5e-4)
    parser.add_argument("--seed", type=int, default=1)
    parser.add_argument("--stop-after", type=int, default=0, help="batches an epoch (for a trial run)")
    run(parser.parse_args())


if __name__ == "__main__":
    main()
