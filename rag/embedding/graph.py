"""Builds all-MiniLM-L6-v2 as one ONNX graph of fused operators that ends in unit sentence vectors.

The operators of the domain `com.microsoft` are onnxruntime's own (github.com/microsoft/onnxruntime,
docs/ContribOperators.md); they compute exactly what BERT computes (erf Gelu, layer norm after each addition) in fewer
passes over memory.
"""

from collections.abc import Mapping
from typing import cast

import numpy as np

VERSION = 1
"""Raised when the graph changes, so that a cached one is built anew."""
DIMENSION = 384
LAYERS = 6
HEADS = 12
EPSILON = 1e-12
FUSED = "com.microsoft"
INPUTS = ("input_ids", "attention_mask")
HIDDEN = "last_hidden_state"
OUTPUT = "sentence_embedding"


def build_graph(tensors: Mapping[str, np.ndarray]) -> bytes:
    """Builds the graph.

    Args:
        tensors: The published weights by their published names.

    Returns:
        A serialized ONNX model: int32 `input_ids` and `attention_mask` of shape (batch, sequence), padded on the
        right, to float32 `sentence_embedding` of shape (batch, 384), mean-pooled and of unit length.

    Raises:
        KeyError: A tensor is missing.
    """
    from onnx import TensorProto, helper

    shape = ["batch", "sequence"]
    builder = _Builder(tensors)
    builder.embeddings()
    for layer in range(LAYERS):
        builder.layer(layer)
    builder.pooling()
    graph = helper.make_graph(
        builder.nodes,
        "all-MiniLM-L6-v2",
        [helper.make_tensor_value_info(name, TensorProto.INT32, shape) for name in INPUTS],
        [helper.make_tensor_value_info(OUTPUT, TensorProto.FLOAT, ["batch", DIMENSION])],
        builder.constants,
    )
    opsets = [helper.make_opsetid("", 17), helper.make_opsetid(FUSED, 1)]
    model = helper.make_model(graph, opset_imports=opsets, ir_version=8)
    return cast("bytes", model.SerializeToString())


class _Builder:
    """Collects nodes and constants; `state` is the name of the latest hidden state."""

    def __init__(self, tensors: Mapping[str, np.ndarray]) -> None:
        from onnx import NodeProto, TensorProto

        self.tensors = tensors
        self.nodes: list[NodeProto] = []
        self.constants: list[TensorProto] = []
        self.state = "embedded"

    def embeddings(self) -> None:
        # All text is of segment 0, so its vector is added to the positions once and for all.
        positions = (
            self.tensors["embeddings.position_embeddings.weight"]
            + self.tensors["embeddings.token_type_embeddings.weight"][0]
        )
        words = self._weight("embeddings.word_embeddings.weight")
        inputs = ["input_ids", "", words, self._constant("positions", positions), ""]
        inputs += [*self._norm("embeddings.LayerNorm"), "attention_mask"]
        self._add("EmbedLayerNormalization", inputs, [self.state, "lengths"], domain=FUSED, epsilon=EPSILON)

    def layer(self, number: int) -> None:
        name = f"encoder.layer.{number}."
        parts = [f"{name}attention.self.{part}." for part in ("query", "key", "value")]
        weight = np.concatenate([self.tensors[part + "weight"].T for part in parts], axis=1)
        bias = np.concatenate([self.tensors[part + "bias"] for part in parts])
        inputs = [self.state, self._constant(name + "qkv", weight), self._constant(name + "qkv.bias", bias), "lengths"]
        attended = self._add("Attention", inputs, [name + "attended"], domain=FUSED, num_heads=HEADS)
        self._join(attended, name + "attention.output.", name + "attention.out")
        raised = self._multiply(self.state, name + "intermediate.dense.weight")
        inputs = [raised, self._weight(name + "intermediate.dense.bias")]
        active = self._add("BiasGelu", inputs, [name + "active"], domain=FUSED)
        self._join(active, name + "output.", HIDDEN if number == LAYERS - 1 else name + "out")

    def pooling(self) -> None:
        from onnx import TensorProto

        # Unit length cancels the division by the number of tokens, so the mean is a sum.
        axis = self._constant("axis", np.array([1], np.int64))
        self._add("Cast", ["attention_mask"], ["mask"], to=TensorProto.FLOAT)
        self._add("Unsqueeze", ["mask", axis], ["mask_row"])
        self._add("MatMul", ["mask_row", self.state], ["summed_row"])
        self._add("Squeeze", ["summed_row", axis], ["summed"])
        self._add("LpNormalization", ["summed"], [OUTPUT], axis=-1, p=2)

    def _join(self, branch: str, name: str, out: str) -> None:
        """A dense layer, its bias, the residual and the layer norm."""
        dense = self._multiply(branch, name + "dense.weight")
        inputs = [dense, self.state, *self._norm(name + "LayerNorm"), self._weight(name + "dense.bias")]
        self.state = self._add("SkipLayerNormalization", inputs, [out], domain=FUSED, epsilon=EPSILON)

    def _multiply(self, value: str, weight: str) -> str:
        matrix = self._constant(weight, self.tensors[weight].T)
        return self._add("MatMul", [value, matrix], [weight + ".product"])

    def _norm(self, name: str) -> list[str]:
        return [self._weight(name + ".weight"), self._weight(name + ".bias")]

    def _weight(self, name: str) -> str:
        return self._constant(name, self.tensors[name])

    def _constant(self, name: str, value: np.ndarray) -> str:
        from onnx import numpy_helper

        self.constants.append(numpy_helper.from_array(np.ascontiguousarray(value), name))
        return name

    def _add(self, kind: str, inputs: list[str], outputs: list[str], domain: str = "", **attributes: float) -> str:
        from onnx import helper

        node = helper.make_node(kind, inputs, outputs, domain=domain)
        node.attribute.extend(helper.make_attribute(name, value) for name, value in attributes.items())
        self.nodes.append(node)
        return outputs[0]
