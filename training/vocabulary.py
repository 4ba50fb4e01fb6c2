"""The base vocabulary without its 994 spare entries ("[unused0]" …), which no text gives and which weigh 380 KB."""

import json
from pathlib import Path

from tokenizers import Tokenizer

_SPARE = "[unused"


def kept_pieces(base: Path) -> list[int]:
    """Rows of the base model's table of words that are kept, in the order of their new ids."""
    vocabulary = json.loads(base.read_text(encoding="utf-8"))["model"]["vocab"]
    return sorted(number for piece, number in vocabulary.items() if not piece.startswith(_SPARE))


def save_tokenizer(base: Path, target: Path) -> Tokenizer:
    """Write and return a tokenizer of the kept pieces, without the truncation and padding that the base model asks for."""
    described = json.loads(base.read_text(encoding="utf-8"))
    new = {old: number for number, old in enumerate(kept_pieces(base))}
    vocabulary = described["model"]["vocab"]
    described["model"]["vocab"] = {piece: new[old] for piece, old in vocabulary.items() if old in new}
    for token in described["added_tokens"]:
        token["id"] = new[token["id"]]
    for token in described["post_processor"]["special_tokens"].values():
        token["ids"] = [new[old] for old in token["ids"]]
    tokenizer = Tokenizer.from_str(json.dumps(described))
    tokenizer.no_truncation()
    tokenizer.no_padding()
    tokenizer.save(str(target), pretty=False)
    return tokenizer
