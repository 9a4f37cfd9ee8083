"""Chroma's own default embedding code, offline: its model folder is filled from our graph and tokenizer."""

from collections.abc import Sequence
from pathlib import Path

import numpy as np

from rag.embedding.cache import load_graph
from rag.embedding.graph import HIDDEN, INPUTS
from rag.embedding.weights import TOKENIZER, read_model_file

_OTHER_FILES = ("config.json", "special_tokens_map.json", "tokenizer_config.json", "vocab.txt")
"""Chroma asks that these exist and reads none of them."""


class ChromaDefault:
    """`ONNXMiniLM_L6_V2` as chromadb ships it, with the session options and the padding that it chooses itself.

    The graph is our fused one, which favours Chroma: its own export gets the same fusions when it is loaded.
    """

    def __init__(self, folder: Path, cache: Path) -> None:
        """Fills the model folder and loads the model.

        Args:
            folder: An empty folder for the model.
            cache: Reftel's cache folder.
        """
        from chromadb.utils.embedding_functions.onnx_mini_lm_l6_v2 import ONNXMiniLM_L6_V2

        self._function = ONNXMiniLM_L6_V2()
        self._function.DOWNLOAD_PATH = folder
        files = folder / self._function.EXTRACTED_FOLDER_NAME
        files.mkdir()
        (files / "model.onnx").write_bytes(_conventional(load_graph(cache)))
        (files / TOKENIZER.name).write_bytes(read_model_file(TOKENIZER))
        for name in _OTHER_FILES:
            (files / name).write_text("{}", encoding="utf-8")

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """Chroma's vectors, float32 of shape (texts, 384)."""
        return np.array(self._function(list(texts)), np.float32)


def _conventional(graph: bytes) -> bytes:
    """Our graph with the interface of the usual export: three int64 inputs and the last hidden state."""
    from onnx import TensorProto, helper, load_from_string

    model = load_from_string(graph)
    for node in model.graph.node:
        for at, name in enumerate(node.input):
            if name in INPUTS:
                node.input[at] = f"{name}.int32"
    for number, name in enumerate(INPUTS):
        cast = helper.make_node("Cast", [name], [f"{name}.int32"], to=TensorProto.INT32)
        model.graph.node.insert(number, cast)
    del model.graph.input[:], model.graph.output[:]
    names = (*INPUTS, "token_type_ids")
    shape = ["batch", "sequence"]
    model.graph.input.extend(helper.make_tensor_value_info(name, TensorProto.INT64, shape) for name in names)
    model.graph.output.append(helper.make_tensor_value_info(HIDDEN, TensorProto.FLOAT, [*shape, 384]))
    return bytes(model.SerializeToString())
