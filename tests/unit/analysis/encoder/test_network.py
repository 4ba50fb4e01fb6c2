"""The network reads alike on every processor, and by the right vocabulary."""

import numpy as np
from tokenizers import Tokenizer

from quotewire.analysis.encoder.network import FIRST, LAST, open_graph, quiet_options
from quotewire.analysis.encoder.reader import WEIGHTS
from quotewire.analysis.encoder.words import CLOSE_BRACKET, OPEN_BRACKET


def test_sums_of_products_are_exact_without_being_asked_to_be() -> None:
    """Weights of 8 bits would saturate sums where a processor has no VNNI; only there can this fail."""
    ids = np.random.default_rng(3).integers(1000, 29000, (1, 190))
    feed = {"ids": ids, "marks": np.zeros_like(ids), "places": np.arange(ids.shape[1])[None]}
    precise = quiet_options(1)
    precise.add_session_config_entry("session.x64quantprecision", "1")
    runs = [open_graph(WEIGHTS / "encoder.onnx", options).run(None, feed) for options in (quiet_options(1), precise)]
    for plain, exact in zip(*runs, strict=True):
        np.testing.assert_allclose(plain, exact, atol=1e-5)


def test_numbers_of_pieces_are_those_of_the_packaged_vocabulary() -> None:
    tokenizer = Tokenizer.from_file(str(WEIGHTS / "tokenizer.json"))
    numbers = [tokenizer.token_to_id(piece) for piece in ("[CLS]", "[SEP]", "(", ")")]
    assert numbers == [FIRST, LAST, OPEN_BRACKET, CLOSE_BRACKET]
