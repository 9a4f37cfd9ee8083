from pathlib import Path

import pytest
from pydantic import SecretStr

from rag.embedding.endpoint import EndpointEmbedder
from rag.embedding.factory import open_embedder
from rag.embedding.minilm import MiniLM
from rag.errors import UserError
from rag.settings import Settings


def test_default_is_the_embedded_model(model_cache: Path, embedder: MiniLM) -> None:
    said: list[str] = []
    opened = open_embedder(Settings(cache=model_cache), said.append)
    assert isinstance(opened, MiniLM)
    assert (opened.name, opened.host) == ("all-MiniLM-L6-v2@53aa51172d14", "")
    assert said == []


def test_named_model_is_an_endpoint() -> None:
    opened = open_embedder(Settings(embed_model="bge", embed_base_url="http://localhost:8080/v1"))
    assert isinstance(opened, EndpointEmbedder)
    assert (opened.name, opened.host, opened.window) == ("endpoint:bge", "localhost", 384)
    opened._client.close()


@pytest.mark.parametrize(
    "settings",
    [Settings(embed_base_url="http://localhost:8080/v1"), Settings(embed_api_key=SecretStr("sk-very-secret"))],
)
def test_server_without_a_model_is_refused(settings: Settings) -> None:
    with pytest.raises(UserError, match="set REFTEL_EMBED_MODEL") as caught:
        open_embedder(settings)
    assert "sk-very" not in str(caught.value)
