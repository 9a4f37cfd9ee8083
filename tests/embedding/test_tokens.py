import hashlib
from itertools import pairwise
from pathlib import Path

import pytest

from rag.embedding import tokens
from rag.embedding.tokens import OFFLINE, count_tokens, encoding_for, offsets_by

TABLE = b"".join(b"%s %d\n" % (entry, rank) for rank, entry in enumerate([b"YQ==", b"Yg==", b"YWI="]))
"""A table of three tokens: a, b and ab."""


@pytest.fixture(autouse=True)
def own_encodings(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    """No encoding of an earlier test, and an empty cache."""
    import tiktoken.registry

    encoding_for.cache_clear()
    monkeypatch.setattr(tiktoken.registry, "ENCODINGS", {})
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", str(tmp_path))


@pytest.mark.parametrize("model", ["gpt-4", "gpt-4o", "gpt-5-mini", "text-embedding-3-small", "qwen3-8b", ""])
def test_every_model_is_counted_without_a_network(model: str) -> None:
    assert encoding_for(model).name == OFFLINE
    assert count_tokens("hello world", model) == 2


def test_cached_table_of_the_model_is_used(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    import tiktoken.load
    import tiktoken_ext.openai_public

    monkeypatch.setattr(tokens, "_O200K_SHA256", hashlib.sha256(TABLE).hexdigest())
    monkeypatch.setattr(
        tiktoken_ext.openai_public,
        "load_tiktoken_bpe",
        lambda url, **_hash: tiktoken.load.load_tiktoken_bpe(url, hashlib.sha256(TABLE).hexdigest()),
    )
    (tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(TABLE)
    assert encoding_for("gpt-4o").name == "o200k_base"
    assert count_tokens("abab", "gpt-4o") == 2


def test_damaged_cache_is_not_used(tmp_path: Path) -> None:
    damaged = tmp_path / "fb374d419588a4632f3f557e76b4b70aebbca790"
    damaged.write_bytes(b"half a table")
    assert encoding_for("gpt-4o").name == OFFLINE
    assert damaged.read_bytes() == b"half a table"


def test_default_cache_folder_is_looked_into(monkeypatch: pytest.MonkeyPatch, tmp_path: Path) -> None:
    monkeypatch.delenv("TIKTOKEN_CACHE_DIR")
    monkeypatch.setattr(tokens.tempfile, "gettempdir", lambda: str(tmp_path))
    (tmp_path / "data-gym-cache").mkdir()
    (tmp_path / "data-gym-cache" / "fb374d419588a4632f3f557e76b4b70aebbca790").write_bytes(TABLE)
    monkeypatch.setattr(tokens, "_O200K_SHA256", hashlib.sha256(TABLE).hexdigest())
    assert tokens._o200k_cached()


def test_switched_off_cache_is_no_cache(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("TIKTOKEN_CACHE_DIR", "")
    assert encoding_for("gpt-4o").name == OFFLINE


def test_special_tokens_are_text() -> None:
    assert count_tokens("<|endoftext|>", "gpt-4") > 3


@pytest.mark.parametrize("piece", ["a", "中", " ", "-", "word "])
def test_very_long_texts_are_counted(piece: str) -> None:
    assert count_tokens(piece * 300_000, "gpt-4") > 300_000 * len(piece) / 200


def test_offsets_cover_the_text() -> None:
    text = "Talks: 大使, café \U0001f600 end"
    ranges = offsets_by(encoding_for("gpt-4"))(text)
    assert ranges[0][0] == 0
    assert ranges[-1][1] == len(text)
    assert all(end == start for (_, end), (start, _) in pairwise(ranges))
