"""Opens the embedder that the settings name."""

from rag.cables.marking import Marking
from rag.embedding.base import Embedder, Progress
from rag.errors import UserError
from rag.settings import Settings


def open_embedder(settings: Settings, progress: Progress | None = None) -> Embedder:
    """Opens the embedder that the settings name: an endpoint where `embed_model` is set, else the embedded default.

    Args:
        settings: the `embed_` settings and `cache` are read.
        progress: Told in a sentence what takes time.

    Raises:
        OperatorError: The embedded model's files cannot be had.
        UserError: The endpoint's settings contradict each other.
    """
    if settings.embed_model:
        from rag.embedding.endpoint import EndpointEmbedder

        key = settings.embed_api_key.get_secret_value()
        ceiling = Marking.parse(settings.embed_max_marking).level
        return EndpointEmbedder(settings.embed_model, settings.embed_base_url, key, ceiling)
    if settings.embed_base_url or settings.embed_api_key.get_secret_value():
        raise UserError("An embeddings server is set but no model: set REFTEL_EMBED_MODEL, or unset the others.")
    from rag.embedding.minilm import MiniLM

    return MiniLM(settings.cache, progress)
