"""The chat client: LangChain's `ChatOpenAI`, bound to one host, without retries, redirects or proxies of its own."""

from collections.abc import Generator, Iterator, Mapping, Sequence
from contextlib import closing
from dataclasses import dataclass
from typing import Any
from urllib.request import getproxies, proxy_bypass

import httpx2
import openai
from langchain_core.messages import AIMessage, AIMessageChunk, BaseMessage, HumanMessage, SystemMessage
from langchain_core.outputs import ChatGenerationChunk
from langchain_openai import ChatOpenAI
from langsmith import tracing_context
from pydantic import SecretStr

from rag.embedding.ceiling import is_loopback
from rag.generation.failures import Kind, ModelFailureError, classify
from rag.generation.prompts import Message
from rag.generation.transport import DeadlineTransport

_REFUSAL = "refusal"
CONNECT_SECONDS = 10.0


class _Chat(ChatOpenAI):
    """`ChatOpenAI` with the `refusal` of a streamed reply, which it leaves out."""

    def _convert_chunk_to_generation_chunk(
        self,
        chunk: dict[str, Any],
        default_chunk_class: type,
        base_generation_info: dict[str, Any] | None,
    ) -> ChatGenerationChunk | None:
        made = super()._convert_chunk_to_generation_chunk(chunk, default_chunk_class, base_generation_info)
        choices = chunk.get("choices") or []
        refusal = (choices[0].get("delta") or {}).get(_REFUSAL) if choices else None
        if made is not None and refusal:
            made.message.additional_kwargs[_REFUSAL] = refusal
        return made


@dataclass(frozen=True)
class Piece:
    """A piece of a reply as it streams in.

    Attributes:
        text: What it adds.
        finish: Why the reply ended, "" before it has.
        tokens: Sent and received, when the server says.
        refused: Whether the model says that it refuses.
    """

    text: str = ""
    finish: str = ""
    tokens: tuple[int, int] | None = None
    refused: bool = False


class ChatClient:
    """Streams replies from one server."""

    def __init__(self, model: str, url: str, host: str, key: str, max_output: int) -> None:
        """Prepares the client; nothing is sent yet.

        Args:
            model: Its name on the server.
            url: Base address.
            host: The host in it.
            key: API key, "" for a server that asks for none.
            max_output: Most tokens of a reply.
        """
        # A connection a call: calls are rare and long, and a kept one may have been dropped by the other side.
        plain = httpx2.HTTPTransport(proxy=_proxy(url, host), limits=httpx2.Limits(max_keepalive_connections=0))
        http = httpx2.Client(transport=DeadlineTransport(plain), follow_redirects=False, trust_env=False)
        self._chat = _Chat(
            model=model,
            base_url=url,
            api_key=SecretStr(key or "none"),
            max_retries=0,
            use_responses_api=False,
            stream_usage=True,
            http_client=http,
            http_socket_options=(),
            openai_proxy=None,
        )
        self._output_limit = {_limit_name(host): max_output}

    def stream(
        self, messages: Sequence[Message], bound: Mapping[str, object], timeout: float, total: float
    ) -> Generator[Piece]:
        """Sends the messages and gives the reply piece by piece; closing the iterator ends the call.

        Args:
            messages: In order.
            bound: Of `methods.binding`, and further request parameters.
            timeout: Seconds without any byte.
            total: Seconds for the whole call.

        Raises:
            ModelFailureError: The call failed.
        """
        limits = httpx2.Timeout(timeout, connect=min(CONNECT_SECONDS, timeout), pool=total)
        extra: dict[str, object] = {**self._output_limit}
        if isinstance(given := bound.get("extra_body"), Mapping):
            extra.update(given)
        runnable = self._chat.bind(**{**bound, "extra_body": extra}, timeout=limits)
        try:
            with closing(_generator(runnable.stream([_converted(message) for message in messages]))) as chunks:
                with tracing_context(enabled=False):
                    # Tracing is decided at the first step; a variable of the environment must not send prompts away.
                    first = next(chunks, None)
                if first is not None:
                    yield _piece(first)
                for chunk in chunks:
                    yield _piece(chunk)
        except openai.OpenAIError as error:
            raise classify(error) from None
        except httpx2.TimeoutException:
            raise ModelFailureError(Kind.TIMEOUT) from None
        except httpx2.HTTPError:
            raise ModelFailureError(Kind.CUT) from None
        except (ValueError, KeyError, TypeError, AttributeError):
            # The client library meets a body that is no such reply.
            raise ModelFailureError(Kind.MALFORMED) from None


def _limit_name(host: str) -> str:
    """The name by which a server knows the most tokens of a reply.

    OpenAI's own hosts want `max_completion_tokens`; all other servers know `max_tokens`, and some (llama-cpp-python's)
    pass over the newer name without a word and write until their context is full.
    """
    return "max_completion_tokens" if host.endswith((".openai.com", ".azure.com")) else "max_tokens"


def _generator(items: Iterator[BaseMessage]) -> Generator[BaseMessage]:
    """The same as a generator, so that it can be closed."""
    yield from items


def _proxy(url: str, host: str) -> str | None:
    """The proxy of the environment; none for this machine, since it would carry out what is meant to stay in."""
    if is_loopback(host) or proxy_bypass(host):
        return None
    return getproxies().get(url.partition(":")[0])


def _converted(message: Message) -> BaseMessage:
    if message.role == "system":
        return SystemMessage(message.text)
    return HumanMessage(message.text) if message.role == "user" else AIMessage(message.text)


def _piece(chunk: BaseMessage) -> Piece:
    text = chunk.content if isinstance(chunk.content, str) else ""
    tokens = None
    if isinstance(chunk, AIMessageChunk):
        text += "".join(call["args"] or "" for call in chunk.tool_call_chunks)
        if chunk.usage_metadata:
            tokens = (chunk.usage_metadata["input_tokens"], chunk.usage_metadata["output_tokens"])
    finish = str(chunk.response_metadata.get("finish_reason") or "")
    return Piece(text, finish, tokens, bool(chunk.additional_kwargs.get(_REFUSAL)))
