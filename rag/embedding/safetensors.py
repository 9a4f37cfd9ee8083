"""Reads float32 tensors of a safetensors file: an 8-byte length, a JSON header, then the numbers."""

import json
import math
import struct
from collections.abc import Mapping
from typing import TypedDict, cast

import numpy as np

from rag.errors import OperatorError

MAX_HEADER = 1 << 20


class _Entry(TypedDict):
    dtype: str
    shape: list[int]
    data_offsets: list[int]


def read_tensors(data: bytes) -> Mapping[str, np.ndarray]:
    """Reads every float32 tensor, others are passed over.

    Args:
        data: A whole safetensors file; its layout is documented at github.com/huggingface/safetensors.

    Returns:
        Read-only views into `data` by name.

    Raises:
        OperatorError: The header is damaged or points outside the file.
    """
    try:
        (length,) = struct.unpack_from("<Q", data)
        if length > min(MAX_HEADER, len(data) - 8):
            raise OperatorError("The model weights are damaged: their header is longer than the file allows.")
        header = cast("dict[str, _Entry]", json.loads(data[8 : 8 + length]))
        entries = {name: entry for name, entry in header.items() if name != "__metadata__"}
        return {name: _tensor(data, 8 + length, e) for name, e in entries.items() if e["dtype"] == "F32"}
    except (struct.error, ValueError, KeyError, TypeError, AttributeError) as error:
        raise OperatorError(f"The model weights are damaged: {error}. Install them again.") from error


def _tensor(data: bytes, base: int, entry: _Entry) -> np.ndarray:
    start, end = entry["data_offsets"]
    shape = entry["shape"]
    count = math.prod(shape)
    if min(start, *shape) < 0 or end - start != 4 * count or base + end > len(data):
        raise ValueError("a tensor lies outside the file")
    return np.frombuffer(data, "<f4", count, base + start).reshape(shape)
