"""The embedder as LangChain's `Embeddings`, for anyone's chain. Imports langchain-core: import it late."""

from langchain_core.embeddings import Embeddings

from rag.embedding.base import Embedder


class ReftelEmbeddings(Embeddings):
    """Wraps an `Embedder`; documents and queries are embedded alike."""

    def __init__(self, embedder: Embedder) -> None:
        self._embedder = embedder

    def embed_documents(self, texts: list[str]) -> list[list[float]]:
        """Unit vectors of the texts, in order."""
        return [[float(value) for value in row] for row in self._embedder.embed(texts)]

    def embed_query(self, text: str) -> list[float]:
        """The unit vector of one text."""
        return self.embed_documents([text])[0]
