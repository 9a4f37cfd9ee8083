"""BERT written out in numpy from its paper (Devlin et al. 2018), to check the fused graph against."""

from collections.abc import Mapping, Sequence

import numpy as np
from scipy.special import erf, softmax

Tensors = Mapping[str, np.ndarray]


def sentence_vector(tensors: Tensors, ids: Sequence[int]) -> np.ndarray:
    """The unit mean-pooled vector of one text, in float64."""
    state = tensors["embeddings.word_embeddings.weight"][list(ids)].astype(np.float64)
    state = state + tensors["embeddings.position_embeddings.weight"][: len(ids)]
    state = state + tensors["embeddings.token_type_embeddings.weight"][0]
    state = _norm(tensors, "embeddings.LayerNorm", state)
    for number in range(6):
        name = f"encoder.layer.{number}."
        attended = _attend(tensors, name + "attention.self.", state)
        dense = _dense(tensors, name + "attention.output.dense", attended)
        state = _norm(tensors, name + "attention.output.LayerNorm", state + dense)
        raised = _dense(tensors, name + "intermediate.dense", state)
        active = raised * 0.5 * (1 + erf(raised / np.sqrt(2)))
        state = _norm(tensors, name + "output.LayerNorm", state + _dense(tensors, name + "output.dense", active))
    mean = state.mean(axis=0)
    return mean / np.linalg.norm(mean)


def _attend(tensors: Tensors, name: str, state: np.ndarray) -> np.ndarray:
    query, key, value = (
        _dense(tensors, name + part, state).reshape(len(state), 12, 32).transpose(1, 0, 2)
        for part in ("query", "key", "value")
    )
    weights = softmax(query @ key.transpose(0, 2, 1) / np.sqrt(32), axis=-1)
    return (weights @ value).transpose(1, 0, 2).reshape(len(state), 384)


def _dense(tensors: Tensors, name: str, value: np.ndarray) -> np.ndarray:
    return value @ tensors[name + ".weight"].T + tensors[name + ".bias"]


def _norm(tensors: Tensors, name: str, value: np.ndarray) -> np.ndarray:
    centred = value - value.mean(axis=-1, keepdims=True)
    scaled = centred / np.sqrt(centred.var(axis=-1, keepdims=True) + 1e-12)
    return scaled * tensors[name + ".weight"] + tensors[name + ".bias"]
