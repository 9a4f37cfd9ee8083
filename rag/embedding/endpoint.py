"""Embeddings from an OpenAI-compatible server, checked before they are believed."""

import json
from collections.abc import Iterator, Sequence
from typing import NoReturn

import numpy as np

from rag.cables.marking import Level
from rag.embedding.ceiling import host_of, is_loopback
from rag.embedding.cutting import blocks, cut, encodable
from rag.embedding.pooling import embed_parts, unit_rows
from rag.embedding.tokens import encoding_for, offsets_by
from rag.errors import OperatorError, ReftelError, RetryError, UserError

OPENAI_URL = "https://api.openai.com/v1"
OPENAI_MODELS = ("text-embedding-3-", "text-embedding-ada-")
OPENAI_WINDOW = 8191
OTHER_WINDOW = 384
"""Other servers mostly run BERT-like models that read 512 word pieces and cut the rest off silently; 384 of our tokens
leave room for the third more that their tokenizers may count."""
REQUEST_TEXTS = 64
MIN_SIZE, MAX_SIZE = 1e-9, 1e9
"""The largest number of a vector that means something lies between these; NaN does not."""
TIMEOUT_SECONDS = 60.0
RETRIES = 2


class EndpointEmbedder:
    """An `/embeddings` endpoint; see `Embedder`. Texts go to `host` and nowhere else: no redirect is followed."""

    def __init__(self, model: str, base_url: str, api_key: str, ceiling: Level = Level.SBU) -> None:
        """Prepares the client; nothing is sent yet.

        Args:
            model: The model's name on the server.
            base_url: Up to and including `/v1`; "" means OpenAI.
            api_key: "" for a server that asks for none.
            ceiling: See `Embedder`.

        Raises:
            UserError: The address is none, or OpenAI is named without a key.
        """
        from openai import DefaultHttpx2Client, OpenAI

        url = base_url or OPENAI_URL
        self.host = host_of(url)
        if not base_url and not api_key:
            raise UserError(f"The embedding model {model} at {self.host} needs a key: set REFTEL_EMBED_API_KEY.")
        # A proxy of the environment would carry what is meant for this machine out of it.
        http = DefaultHttpx2Client(follow_redirects=False, trust_env=not is_loopback(self.host))
        self._client = OpenAI(
            api_key=api_key or "none", base_url=url, timeout=TIMEOUT_SECONDS, max_retries=RETRIES, http_client=http
        )
        self._model = model
        self.ceiling = ceiling
        self._encoding = encoding_for(model)
        self._dimension = 0
        self.name = f"endpoint:{model}"
        self.window = OPENAI_WINDOW if model.startswith(OPENAI_MODELS) else OTHER_WINDOW

    @property
    def dimension(self) -> int:
        """Length of the vectors; the first use asks the server."""
        if not self._dimension:
            self.embed(["dimension"])
        return self._dimension

    def embed(self, texts: Sequence[str]) -> np.ndarray:
        """See `Embedder.embed`.

        Raises:
            OperatorError: The server refuses the key, the model or the request, or answers nonsense.
            RetryError: It is busy, broken or out of reach.
        """
        if not texts:
            return np.zeros((0, self.dimension), np.float32)
        return embed_parts([list(self._windows(encodable(text))) for text in texts], self._embed_windows)

    def count(self, text: str) -> int:
        """See `Embedder.count`; by the model's own table or the bundled one."""
        return sum(len(self._encoding.encode_ordinary(block)) for block in blocks(text))

    def cut(self, text: str, room: int) -> tuple[tuple[int, int], ...]:
        """See `Embedder.cut`."""
        return cut(encodable(text), room, offsets_by(self._encoding))

    def _windows(self, text: str) -> Iterator[str]:
        ranges = self.cut(text, self.window)
        # Servers refuse an empty text.
        yield from (text[start:end] for start, end in ranges or ())
        if not ranges:
            yield " "

    def _embed_windows(self, texts: Sequence[str]) -> np.ndarray:
        requests = [texts[at : at + REQUEST_TEXTS] for at in range(0, len(texts), REQUEST_TEXTS)]
        return np.concatenate([self._request(part) for part in requests])

    def _request(self, texts: Sequence[str]) -> np.ndarray:
        import openai

        try:
            raw = self._client.embeddings.with_raw_response.create(
                model=self._model, input=list(texts), encoding_format="float"
            )
            body: object = json.loads(raw.content)
        except openai.APIStatusError as error:
            raise self._refusal(error.status_code) from None
        except openai.APITimeoutError:
            raise RetryError(f"{self._server} did not answer within {TIMEOUT_SECONDS:g} s; try again later.") from None
        except openai.APIConnectionError:
            raise RetryError(
                f"{self._server} cannot be reached; start it, or correct REFTEL_EMBED_BASE_URL, and try again."
            ) from None
        except ValueError:
            self._nonsense("its answer is no JSON")
        vectors = self._read(body, len(texts))
        self._dimension = int(vectors.shape[1])
        return unit_rows(vectors).astype(np.float32)

    def _read(self, body: object, expected: int) -> np.ndarray:
        """The vectors in the order of their `index`."""
        rows = body.get("data") if isinstance(body, dict) else None
        if not isinstance(rows, list) or not all(isinstance(row, dict) for row in rows):
            self._nonsense("its answer holds no list of embeddings")
        by_index = {number: row.get("embedding") for row in rows if isinstance(number := row.get("index"), int)}
        if len(rows) != expected or set(by_index) != set(range(expected)):
            self._nonsense(f"{len(rows)} vectors came for {expected} texts, or their numbering is wrong")
        try:
            vectors = np.array([by_index[number] for number in range(expected)], np.float64)
        except (ValueError, TypeError):
            self._nonsense("its vectors are no lists of numbers of one length")
        if vectors.ndim != 2 or not vectors.shape[1] or (self._dimension and vectors.shape[1] != self._dimension):
            self._nonsense("its vectors have not the length of earlier ones")
        sizes = np.abs(vectors).max(axis=1)
        if not ((sizes > MIN_SIZE) & (sizes < MAX_SIZE)).all():
            self._nonsense("a vector is zero or not finite")
        return vectors

    def _nonsense(self, what: str) -> NoReturn:
        raise OperatorError(f"{self._server} cannot be used for {self._model}: {what}.")

    def _refusal(self, status: int) -> ReftelError:
        """The sentence for a status; never the server's own words, which may repeat the key."""
        if status in {401, 403}:
            return OperatorError(f"{self._server} refused the key ({status}); check REFTEL_EMBED_API_KEY.")
        if status == 404:
            return OperatorError(
                f"{self._server} does not know the model {self._model} (404); "
                "check REFTEL_EMBED_MODEL and REFTEL_EMBED_BASE_URL."
            )
        if status == 429:
            return RetryError(f"{self._server} is busy or its quota is used up (429); try again later.")
        if status >= 500:
            return RetryError(f"{self._server} failed ({status}); try again later.")
        return OperatorError(f"{self._server} refused the request ({status}); check the model {self._model} there.")

    @property
    def _server(self) -> str:
        return f"The embeddings server at {self.host}"
