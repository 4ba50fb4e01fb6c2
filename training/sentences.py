"""Write the sentence encoder: `python -m training.sentences BASE --out services/quotewire/weights`.

MiniLM's own six layers, untrained further, with 4 bits a weight (blocks of 128, one scale each). The table of words is the
one of `encoder.onnx`, frozen in training: both graphs point into `words.bin`.
"""

import argparse
from pathlib import Path

import numpy as np
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnx.external_data_helper import set_external_data
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from training.export import Composer
from training.model import HEADS, HIDDEN, LAYERS, VOCABULARY, QuoteModel, load_base

PLACES = 80  # pieces of the longest sentence that is read
BLOCK = 128
WORDS = "words.bin"


def share_words(model: onnx.ModelProto, folder: Path) -> None:
    """Let the model's table of words lie in `folder`/words.bin."""
    table = find_words(model)
    values = numpy_helper.to_array(table)
    (folder / WORDS).write_bytes(np.ascontiguousarray(values).tobytes())
    set_external_data(table, location=WORDS, offset=0, length=values.nbytes)
    table.ClearField("raw_data")


def find_words(model: onnx.ModelProto) -> onnx.TensorProto:
    return next(tensor for tensor in model.graph.initializer if list(tensor.dims) == [VOCABULARY, HIDDEN])


def compose_layers(state: dict[str, torch.Tensor], encoder: onnx.ModelProto) -> onnx.ModelProto:
    """Inputs ids and places (1, L); output the mean state (1, H). Takes the quantised words of `encoder`."""
    c = Composer(state)
    named = {tensor.name: numpy_helper.to_array(tensor) for tensor in encoder.graph.initializer}
    table = find_words(encoder).name
    stem = table.removesuffix("_quantized")
    found = c.node("Gather", c.constant(named[table]), "ids")
    word = c.node("DequantizeLinear", found, *(c.constant(named[stem + part]) for part in ("_scale", "_zero_point")))
    place = c.node("Gather", c.constant(c.state["encoder.positions.weight"][:PLACES]), "places")
    x = c.norm(c.node("Add", word, place), "encoder.norm")
    for number in range(LAYERS):
        x = c.plain_block(x, f"encoder.blocks.{number}", HEADS)
    c.node("ReduceMean", x, out="mean", axes=[1], keepdims=0)
    inputs = [helper.make_tensor_value_info(name, TensorProto.INT64, [1, "L"]) for name in ("ids", "places")]
    outputs = [helper.make_tensor_value_info("mean", TensorProto.FLOAT, [1, HIDDEN])]
    return c.model(inputs, outputs)


def export(base: Path, out: Path) -> None:
    """Write sentences.onnx and words.bin to `out`, where encoder.onnx lies, which is made to refer to words.bin too."""
    minilm = QuoteModel()
    load_base(minilm, base)
    encoder = onnx.load(out / "encoder.onnx")
    exact = compose_layers(minilm.state_dict(), encoder)
    small = MatMulNBitsQuantizer(exact, bits=4, block_size=BLOCK, is_symmetric=True, accuracy_level=4)
    small.process()
    for name, model in (("encoder.onnx", encoder), ("sentences.onnx", small.model.model)):
        share_words(model, out)
        onnx.save(model, out / name)


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("base", type=Path, help="folder with model.safetensors")
    parser.add_argument("--out", type=Path, required=True, help="folder with encoder.onnx")
    a = parser.parse_args()
    export(a.base, a.out)


if __name__ == "__main__":
    main()
