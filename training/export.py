"""Write the committed ONNX graphs from a trained state: `python -m training.export STATE --tokenizer FILE --out DIR`.

The encoder graph is composed by hand from ONNX Runtime's fused operators, for one window and no padding, and then
quantised (weights per channel, activations dynamically).
"""

import argparse
import shutil
from pathlib import Path

import numpy as np
import numpy.typing as npt
import onnx
import torch
from onnx import TensorProto, helper, numpy_helper
from onnxruntime.quantization import QuantType, quantize_dynamic
from onnxruntime.quantization.matmul_nbits_quantizer import MatMulNBitsQuantizer

from training.model import (
    ARGUMENT_HEADS,
    ARGUMENT_WIDTH,
    HEADS,
    LAYERS,
    STANCE_HEADS,
    STANCE_LAYERS,
    STANCE_WIDTH,
    STANCES,
)

FUSED = "com.microsoft"
EPSILON = 1e-12
PLACES = 256  # more than a window has pieces

Floats = npt.NDArray[np.float32]


class Composer:
    """Collects the nodes and constants of a graph."""

    def __init__(self, state: dict[str, torch.Tensor]) -> None:
        self.state = {name: value.float().numpy() for name, value in state.items()}
        self.nodes: list[onnx.NodeProto] = []
        self.constants: list[onnx.TensorProto] = []

    def constant(self, value: npt.NDArray[np.generic]) -> str:
        name = f"c{len(self.constants)}"
        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def node(self, op: str, *inputs: str, domain: str = "", out: str = "", **attributes: object) -> str:
        name = out or f"n{len(self.nodes)}"
        self.nodes.append(helper.make_node(op, list(inputs), [name], domain=domain, **attributes))
        return name

    def linear(self, x: str, name: str, out: str = "") -> str:
        product = self.node("MatMul", x, self.constant(self.state[name + ".weight"].T))
        return self.node("Add", product, self.constant(self.state[name + ".bias"]), out=out)

    def norm(self, x: str, name: str) -> str:
        scale, shift = (self.constant(self.state[f"{name}.{part}"]) for part in ("weight", "bias"))
        return self.node("LayerNormalization", x, scale, shift, axis=-1, epsilon=EPSILON)

    def block(self, x: str, name: str, heads: int) -> str:
        s = self.state
        qkv = self.constant(s[name + ".qkv.weight"].T), self.constant(s[name + ".qkv.bias"])
        seen = self.node("Attention", x, *qkv, domain=FUSED, num_heads=heads)
        return self.feed_forward(self.add_norm(seen, x, f"{name}.out", f"{name}.norm1"), name)

    def plain_block(self, x: str, name: str, heads: int) -> str:
        """As `block`, with plain products, which can be had in 4 or 8 bits a weight."""
        parts = [f"{name}.{part}" for part in ("q", "k", "v")]
        self.nodes.append(helper.make_node("Split", [self.linear(x, name + ".qkv")], parts, axis=-1))
        seen = self.node("MultiHeadAttention", *parts, domain=FUSED, num_heads=heads)
        return self.feed_forward(self.add_norm(seen, x, f"{name}.out", f"{name}.norm1"), name)

    def feed_forward(self, x: str, name: str) -> str:
        s = self.state
        up = self.node("MatMul", x, self.constant(s[name + ".up.weight"].T))
        inner = self.node("FastGelu", up, self.constant(s[name + ".up.bias"]), domain=FUSED)
        return self.add_norm(inner, x, f"{name}.down", f"{name}.norm2")

    def add_norm(self, inner: str, skip: str, linear: str, norm: str) -> str:
        s = self.state
        product = self.node("MatMul", inner, self.constant(s[linear + ".weight"].T))
        parts = (s[norm + ".weight"], s[norm + ".bias"], s[linear + ".bias"])
        names = [self.constant(part) for part in parts]
        return self.node("SkipLayerNormalization", product, skip, *names, domain=FUSED, epsilon=EPSILON)

    def model(self, inputs: list[onnx.ValueInfoProto], outputs: list[onnx.ValueInfoProto]) -> onnx.ModelProto:
        graph = helper.make_graph(self.nodes, "quotewire", inputs, outputs, self.constants)
        opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
        model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
        onnx.checker.check_model(model)
        return model


def compose_encoder(state: dict[str, torch.Tensor]) -> onnx.ModelProto:
    """Inputs ids, marks, places (1, L); outputs cue and name probabilities and the two argument projections."""
    c = Composer(state)
    tables = {"ids": "words", "marks": "marks", "places": "positions"}
    c.state["encoder.positions.weight"] = c.state["encoder.positions.weight"][:PLACES]
    parts = [c.node("Gather", c.constant(c.state[f"encoder.{t}.weight"]), i) for i, t in tables.items()]
    x = c.norm(c.node("Add", c.node("Add", parts[0], parts[1]), parts[2]), "encoder.norm")
    states = []
    for number in range(LAYERS):
        x = c.block(x, f"encoder.blocks.{number}", HEADS)
        states.append(x)
    for head, out in (("cue_tags", "cue_tags"), ("name_tags", "name_tags")):
        c.node("Softmax", c.linear(x, head), out=out, axis=-1)
    for head in ("piece", "cue"):
        c.linear(x, head, out=head)
    both = c.node("Concat", *(states[number] for number in STANCE_LAYERS), axis=-1)
    for head in ("piece", "cue"):
        c.linear(both, f"stance.{head}", out=f"stance_{head}")
    inputs = [helper.make_tensor_value_info(n, TensorProto.INT64, [1, "L"]) for n in tables]
    widths = {"cue_tags": 3, "name_tags": 9, "piece": 2 * ARGUMENT_WIDTH, "cue": 2 * ARGUMENT_WIDTH}
    widths |= {"stance_piece": STANCE_WIDTH, "stance_cue": 2 * STANCE_WIDTH}
    outputs = [helper.make_tensor_value_info(n, TensorProto.FLOAT, [1, "L", w]) for n, w in widths.items()]
    return c.model(inputs, outputs)


def compose_arguments(state: dict[str, torch.Tensor]) -> onnx.ModelProto:
    """Inputs piece (1, L, 2D), cue (N, 2D), distance (N, L); outputs role (N, L, 3) and kind (N, 3) probabilities."""
    c = Composer({n.removeprefix("arguments."): v for n, v in state.items() if n.startswith("arguments.")})
    split = c.constant(np.array([ARGUMENT_WIDTH, ARGUMENT_WIDTH], dtype=np.int64))
    c.nodes.append(helper.make_node("Split", ["piece", split], ["value", "gate"], axis=-1))
    c.nodes.append(helper.make_node("Split", ["cue", split], ["added", "scale"], axis=-1))
    middle = c.constant(np.array([1], dtype=np.int64))
    added, scale = c.node("Unsqueeze", "added", middle), c.node("Unsqueeze", "scale", middle)
    far = c.node("Gather", c.constant(c.state["distances.weight"]), "distance")
    x = c.node("Add", c.node("Add", "value", added), c.node("Add", c.node("Mul", "gate", scale), far))
    x = c.block(c.norm(x, "norm"), "block", ARGUMENT_HEADS)
    roles = c.node("Softmax", c.linear(x, "roles"), out="role", axis=-1)
    c.node("Softmax", c.linear(_content_mean(c, roles, x, middle), "kinds"), out="kind", axis=-1)
    inputs = [
        helper.make_tensor_value_info("piece", TensorProto.FLOAT, [1, "L", 2 * ARGUMENT_WIDTH]),
        helper.make_tensor_value_info("cue", TensorProto.FLOAT, ["N", 2 * ARGUMENT_WIDTH]),
        helper.make_tensor_value_info("distance", TensorProto.INT64, ["N", "L"]),
    ]
    outputs = [
        helper.make_tensor_value_info("role", TensorProto.FLOAT, ["N", "L", 3]),
        helper.make_tensor_value_info("kind", TensorProto.FLOAT, ["N", 3]),
    ]
    return c.model(inputs, outputs)


def compose_stance(state: dict[str, torch.Tensor]) -> onnx.ModelProto:
    """Inputs piece (1, L, W), of the content alone, and cue (1, 1, 2W); output stance log-probabilities (1, 13)."""
    c = Composer({n.removeprefix("stance."): v for n, v in state.items() if n.startswith("stance.")})
    c.nodes.append(helper.make_node("Split", ["cue"], ["asked", "first"], axis=-1))
    x = c.node("Tanh", c.node("Concat", "first", c.node("Add", "piece", "asked"), axis=1))
    count = c.node("Slice", c.node("Shape", x), *(c.constant(np.array([n], dtype=np.int64)) for n in (1, 2)))
    start = c.constant(np.array([0], dtype=np.int64))
    x = c.node("Add", x, c.node("Slice", c.constant(c.state["places.weight"]), start, count))
    x = c.plain_block(c.norm(x, "norm"), "block", STANCE_HEADS)
    share = c.node("Softmax", c.linear(x, "look"), axis=1)
    heard = c.node("MatMul", c.node("Transpose", share, perm=[0, 2, 1]), x)
    both = c.node("Concat", heard, c.node("Tanh", "asked"), axis=-1)
    middle = c.constant(np.array([1], dtype=np.int64))
    c.node("LogSoftmax", c.node("Squeeze", c.linear(both, "stances"), middle), out="stance", axis=-1)
    inputs = [
        helper.make_tensor_value_info("piece", TensorProto.FLOAT, [1, "L", STANCE_WIDTH]),
        helper.make_tensor_value_info("cue", TensorProto.FLOAT, [1, 1, 2 * STANCE_WIDTH]),
    ]
    return c.model(inputs, [helper.make_tensor_value_info("stance", TensorProto.FLOAT, [1, STANCES])])


def _content_mean(c: Composer, roles: str, x: str, middle: str) -> str:
    """Concatenate the content-weighted mean of `x` with the cue's projection, (N, 2D)."""
    content = c.node("Gather", roles, c.constant(np.array([2], dtype=np.int64)), axis=2)
    turned = c.node("Transpose", content, perm=[0, 2, 1])
    total = c.node("ReduceSum", turned, c.constant(np.array([2], dtype=np.int64)), keepdims=1)
    safe = c.node("Add", total, c.constant(np.array(1e-3, dtype=np.float32)))
    mean = c.node("Squeeze", c.node("Div", c.node("MatMul", turned, x), safe), middle)
    return c.node("Concat", mean, "added", axis=-1)


def write_encoder(exact: onnx.ModelProto, target: Path) -> None:
    """Quantise tables to 8 bits and products to 7: sums of 8-bit products saturate on processors without VNNI."""
    plain, tables = target.with_suffix(".fp32"), target.with_suffix(".tables")
    onnx.save(exact, plain)
    for source, made, kinds in ((plain, tables, ["Gather"]), (tables, target, ["MatMul", "Attention"])):
        quantize_dynamic(
            source,
            made,
            per_channel=True,
            reduce_range=made == target,
            weight_type=QuantType.QInt8,
            op_types_to_quantize=kinds,
            extra_options={"DefaultTensorType": TensorProto.FLOAT},
        )
        source.unlink()


def export(state: dict[str, torch.Tensor], tokenizer: Path, out: Path) -> None:
    """Write encoder.onnx (7 bits), arguments.onnx and stance.onnx (8 bits a weight) and tokenizer.json to `out`."""
    out.mkdir(parents=True, exist_ok=True)
    write_encoder(compose_encoder(state), out / "encoder.onnx")
    for name, model in (("arguments", compose_arguments(state)), ("stance", compose_stance(state))):
        small = MatMulNBitsQuantizer(model, bits=8, block_size=32, is_symmetric=True)
        small.process()
        onnx.save(small.model.model, out / f"{name}.onnx")
    shutil.copyfile(tokenizer, out / "tokenizer.json")


def main() -> None:
    parser = argparse.ArgumentParser(description=(__doc__ or "").split("\n")[0])
    parser.add_argument("state", type=Path)
    parser.add_argument("--tokenizer", type=Path, required=True)
    parser.add_argument("--out", type=Path, required=True)
    a = parser.parse_args()
    export(torch.load(a.state, map_location="cpu"), a.tokenizer, a.out)


if __name__ == "__main__":
    main()
