"""Keeps the built graph in the cache folder; a file that is not what its name says is built anew."""

import hashlib
import logging
import os
import tempfile
import time
from pathlib import Path

from rag.embedding.base import Progress
from rag.embedding.graph import VERSION, build_graph
from rag.embedding.safetensors import read_tensors
from rag.embedding.weights import WEIGHTS, read_model_file

_PREFIX = f"minilm-{WEIGHTS.sha256[:12]}-g{VERSION}-"
_UNFINISHED = ".minilm-"
_STALE_SECONDS = 3600

_log = logging.getLogger(__name__)


def load_graph(cache: Path, progress: Progress | None = None) -> bytes:
    """Reads the graph from the cache, or builds and keeps it.

    The file's name holds the hash of its content, so that one rename publishes both: two processes that build at once
    write the same file, and a damaged one is known by its name. A cache that cannot be written costs a second at each
    start and is logged, no more.

    Args:
        cache: Reftel's cache folder, made if absent.
        progress: Told of a build or download.

    Raises:
        OperatorError: The weights cannot be had.
    """
    for path in sorted(cache.glob(f"{_PREFIX}*.onnx")):
        try:
            data = path.read_bytes()
        except OSError as error:
            _log.warning("The cached model %s cannot be read (%s)", path, error.strerror)
            continue
        if path.name == _file_name(data):
            return data
        _log.warning("The cached model %s is damaged and is built anew", path)
        _remove(path)
    if progress:
        progress("Preparing the embedding model (once, a few seconds)")
    data = build_graph(read_tensors(read_model_file(WEIGHTS, progress)))
    _keep(cache, data)
    return data


def _file_name(data: bytes) -> str:
    return f"{_PREFIX}{hashlib.sha256(data).hexdigest()}.onnx"


def _keep(cache: Path, data: bytes) -> None:
    temporary = None
    try:
        cache.mkdir(parents=True, exist_ok=True)
        _remove_unfinished(cache)
        with tempfile.NamedTemporaryFile(dir=cache, prefix=_UNFINISHED, delete=False) as file:
            temporary = Path(file.name)
            file.write(data)
            file.flush()
            os.fsync(file.fileno())
        temporary.replace(cache / _file_name(data))
    except OSError as error:
        _log.warning("The model cannot be kept in %s (%s); it is built at each start", cache, error.strerror)
        if temporary:
            _remove(temporary)


def _remove_unfinished(cache: Path) -> None:
    """Clears what a killed build left, but not what another process is writing now."""
    for path in cache.glob(f"{_UNFINISHED}*"):
        if time.time() - path.stat().st_mtime > _STALE_SECONDS:
            _remove(path)


def _remove(path: Path) -> None:
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        _log.warning("%s cannot be removed (%s)", path, error.strerror)
