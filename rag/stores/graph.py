"""Chroma: the graph index over all vectors, in the index folder or on a Chroma server."""

import os
from collections.abc import Iterable, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from typing import TYPE_CHECKING
from urllib.parse import urlsplit

import numpy as np

from rag.cables.model import Key
from rag.errors import UserError
from rag.stores.entries import Entry
from rag.stores.failures import index_errors, server_errors
from rag.stores.selection import Selection

if TYPE_CHECKING:
    import httpx
    from chromadb.api import ClientAPI
    from chromadb.api.client import Client
    from chromadb.api.collection_configuration import CreateCollectionConfiguration
    from chromadb.api.types import Metadata, QueryResult, Where

SPACE: "CreateCollectionConfiguration" = {
    "hnsw": {"space": "cosine", "ef_construction": 200, "max_neighbors": 32, "ef_search": 500}
}
"""Above Chroma's defaults (100, 16, 100), with which near-duplicates fall out of the graph: of 1,638 parts of real
paragraphs with many alike, up to 5 were beyond the reach of any search, at 32 and 200 none in five builds."""

SERVER_SECONDS = 60.0
"""A server that does not answer within this time is taken as down."""


class Graph:
    """One collection of Chroma."""

    def __init__(self, folder: Path, name: str, url: str = "") -> None:
        """Opens the collection, and makes it when absent.

        Args:
            folder: Chroma's folder, not used with a server.
            name: The collection's name, unique on a server.
            url: Address of a Chroma server, "" for the folder.

        Raises:
            UserError: The address is none.
            OperatorError: Chroma cannot be opened.
        """
        self._folder, self._name, self._url = folder, name, url
        self._open()

    def _open(self) -> None:
        with self._errors():
            self._client = _client(self._folder, self._url)
            self._collection = self._client.get_or_create_collection(
                self._name, embedding_function=None, configuration=SPACE
            )
            self._batch = self._client.get_max_batch_size()

    def close(self) -> None:
        """Lets go of the engine's memory and files, or of the connections to the server."""
        if self._url:
            _session(self._client).close()
        self._client.close()

    def reopen(self) -> None:
        """Loads what another process has written; an open graph does not see it, but a server does."""
        if not self._url:
            self.close()
            self._open()

    def drop(self) -> None:
        """Removes the collection."""
        with self._errors():
            self._client.delete_collection(self._name)

    def count(self) -> int:
        """Number of entries."""
        with self._errors():
            return self._collection.count()

    def ids(self) -> set[str]:
        """Ids of all entries."""
        with self._errors():
            return set(self._collection.get(include=[])["ids"])

    def add(self, entries: Sequence[Entry]) -> None:
        """Adds entries; one with the same id is replaced."""
        with self._errors():
            for start in range(0, len(entries), self._batch):
                batch = entries[start : start + self._batch]
                self._collection.upsert(
                    ids=[entry.id for entry in batch],
                    embeddings=np.stack([entry.vector for entry in batch]),
                    metadatas=[_metadata(entry) for entry in batch],
                )

    def remove(self, ids: Iterable[str]) -> None:
        """Removes entries by id, which is far cheaper than by a condition."""
        wanted = list(ids)
        with self._errors():
            for start in range(0, len(wanted), self._batch):
                self._collection.delete(ids=wanted[start : start + self._batch])

    def remove_cable(self, cable: str) -> None:
        """Removes whatever it holds of a cable, known or not."""
        with self._errors():
            self._collection.delete(where={"cable": cable})

    def query(self, vector: np.ndarray, k: int, selection: Selection) -> list[tuple[Key, float]]:
        """The k paragraphs of highest cosine, by their best part."""
        with self._errors():
            total, wanted = self._collection.count(), k
            while True:
                wanted = min(2 * wanted, total)
                if not wanted:
                    return []
                found = self._collection.query(
                    query_embeddings=vector[None, :],
                    n_results=wanted,
                    where=_where(selection),
                    include=["metadatas", "distances"],
                )
                best = _best(found)
                if len(best) >= k or wanted == total or len(found["ids"][0]) < wanted:
                    return best[:k]

    def neighbours(self, vectors: np.ndarray, k: int) -> list[list[tuple[str, float]]]:
        """For each vector, of shape (n, dimension), the ids and cosines of the k nearest entries."""
        with self._errors():
            found = self._collection.query(query_embeddings=vectors, n_results=k, include=["distances"])
            distances = found["distances"] or []
            return [
                [(ident, 1.0 - distance) for ident, distance in zip(ids, row, strict=True)]
                for ids, row in zip(found["ids"], distances, strict=True)
            ]

    def _errors(self) -> AbstractContextManager[None]:
        import httpx
        from chromadb.errors import ChromaError

        kinds = (ChromaError, httpx.HTTPError, ValueError)
        return server_errors(self._url, *kinds) if self._url else index_errors(self._folder, *kinds)


def _client(folder: Path, url: str) -> "Client":
    os.environ["ANONYMIZED_TELEMETRY"] = "False"
    import chromadb
    from chromadb.config import Settings

    if not url:
        return _closable(chromadb.PersistentClient(str(folder), settings=Settings(anonymized_telemetry=False)))
    address = urlsplit(url)
    if address.scheme not in {"http", "https"} or not address.hostname:
        raise UserError(f"REFTEL_CHROMA_URL is {url!r}, which is no address; write it like http://127.0.0.1:8000.")
    secure = address.scheme == "https"
    settings = Settings(anonymized_telemetry=False)
    port = address.port or (443 if secure else 80)
    client = _closable(chromadb.HttpClient(address.hostname, port, ssl=secure, settings=settings))
    _session(client).timeout = SERVER_SECONDS
    return client


def _session(client: "Client") -> "httpx.Client":
    """The HTTP session, which Chroma gives no time limit and never closes."""
    from chromadb.api.fastapi import FastAPI

    server = client._server  # noqa: SLF001 - there is no public way to it
    if not isinstance(server, FastAPI):
        raise TypeError(f"Chroma talks to its server through a {type(server).__name__}")
    return server._session  # noqa: SLF001 - as above


def _closable(client: "ClientAPI") -> "Client":
    """Chroma declares an interface without `close`, and returns a class that has it."""
    from chromadb.api.client import Client

    if not isinstance(client, Client):
        raise TypeError(f"Chroma returned a {type(client).__name__}")
    return client


def _metadata(entry: Entry) -> "Metadata":
    record: dict[str, str | float | list[str | float]] = {
        "cable": entry.cable,
        "index": entry.index,
        "post": entry.post,
        "date": entry.day,
        "level": entry.level,
    }
    if entry.tags:
        record["tags"] = list(entry.tags)
    return record


def _where(selection: Selection) -> "Where | None":
    clauses: list[Where] = []
    if selection.posts:
        clauses.append({"post": {"$in": list(selection.posts)}})
    if selection.cables:
        clauses.append({"cable": {"$in": list(selection.cables)}})
    if selection.dated:
        clauses += [{"date": {"$gte": selection.first}}, {"date": {"$lte": selection.last}}]
    if selection.level is not None:
        clauses.append({"level": {"$lte": selection.level}})
    if selection.tags:
        anyone: list[Where] = [{"tags": {"$contains": tag}} for tag in selection.tags]
        clauses.append(anyone[0] if len(anyone) == 1 else {"$or": anyone})
    if not clauses:
        return None
    return clauses[0] if len(clauses) == 1 else {"$and": clauses}


def _best(found: "QueryResult") -> list[tuple[Key, float]]:
    best: dict[Key, float] = {}
    for record, distance in zip((found["metadatas"] or [[]])[0], (found["distances"] or [[]])[0], strict=True):
        best.setdefault(Key(str(record["cable"]), int(str(record["index"]))), 1.0 - distance)
    return list(best.items())
