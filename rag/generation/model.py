"""A language model as the engine sees it: checked replies, repeated while that may help, counted and paid for."""

import logging
import time
from collections.abc import Callable, Generator, Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from typing import Generic, TypeVar

from pydantic import BaseModel, ValidationError

from rag.embedding.tokens import count_tokens
from rag.generation.chat import ChatClient, Piece
from rag.generation.clock import Clock
from rag.generation.failures import Kind, ModelFailureError, lasting
from rag.generation.incremental import MalformedReplyError, Reader
from rag.generation.methods import Method, binding
from rag.generation.prompts import Message, Prompt
from rag.generation.replies import Replies, key_of
from rag.generation.shapes import SaidStatement
from rag.generation.spending import Account, Purse

logger = logging.getLogger(__name__)
Shape = TypeVar("Shape", bound=BaseModel)
_CHARACTERS_A_TOKEN = 20
"""More than a tokenizer puts into one on average, blanks included: past it a server does not heed its limit."""
_ENDS = {"length": Kind.LENGTH, "content_filter": Kind.FILTERED}


@dataclass(frozen=True)
class Call(Generic[Shape]):
    """What is asked of the model.

    Attributes:
        prompt: Its output schema is bound to the request.
        messages: As rendered, with earlier turns of the same exchange before them.
        shape: Of the reply.
        final: Whether a failure ends the call at once.
    """

    prompt: Prompt
    messages: tuple[Message, ...]
    shape: type[Shape]
    final: Callable[[ModelFailureError], bool] = lasting


@dataclass(frozen=True)
class Reply(Generic[Shape]):
    """A whole reply: what it says, and its own text."""

    value: Shape
    text: str


@dataclass(frozen=True)
class Limits:
    """Bounds of every call.

    Attributes:
        timeout: Seconds without a byte.
        retries: Repetitions after a passing failure.
        max_output: Tokens of a reply.
    """

    timeout: float
    retries: int
    max_output: int


class LanguageModel:
    """One model on one server."""

    def __init__(
        self, name: str, host: str, client: ChatClient | None, limits: Limits, purse: Purse, replies: Replies
    ) -> None:
        """Puts it together.

        Args:
            name: Of the model.
            host: Where it runs.
            client: None where only recorded replies may be used.
            limits: Of every call.
            purse: Pays for all calls.
            replies: Kept ones, looked up before anything is sent.
        """
        self.name = name
        self.host = host
        self._client = client
        self._limits = limits
        self._purse = purse
        self._replies = replies
        self._sampling: dict[str, object] = {"temperature": 0}

    def recorded(self, replies: Replies, *, offline: bool) -> "LanguageModel":
        """The same model over a store of replies.

        Args:
            replies: Looked up first, and given what is new.
            offline: Whether nothing may be asked, so that a reply that is not there is a failure.
        """
        client = None if offline else self._client
        return LanguageModel(self.name, self.host, client, self._limits, self._purse, replies)

    def count(self, text: str) -> int:
        """Tokens of a text."""
        return count_tokens(text, self.name)

    def whole(self, call: Call[Shape], method: Method, clock: Clock, account: Account) -> Reply[Shape]:
        """The reply without its parts; see `stream`."""
        reply: Reply[Shape] | None = None
        for part in self.stream(call, method, clock, account):
            if not isinstance(part, SaidStatement):
                reply = part
        if reply is None:
            raise ModelFailureError(Kind.EMPTY)
        return reply

    def stream(
        self, call: Call[Shape], method: Method, clock: Clock, account: Account
    ) -> Generator[SaidStatement | Reply[Shape]]:
        """Statements as they are completed, then the whole reply.

        After a repetition the statements start again from the first. The caller stops by closing the iterator.

        Args:
            call: What is asked.
            method: How the reply is structured.
            clock: Holds all repetitions to one deadline.
            account: Is charged.

        Raises:
            ModelFailureError: No repetition helped.
            OperatorError: The spending ceiling would be crossed.
        """
        bound = binding(method, call.prompt.head.output)
        key = key_of(self.name, call.messages, bound, self._limits.max_output)
        kept = self._replies.find(key)
        if kept is not None:
            account.cached += 1
            yield from _read(iter([Piece(kept, "stop")]), call, method)
            return
        failures = 0
        while True:
            try:
                for read in self._once(call, bound, method, clock, account):
                    if not isinstance(read, SaidStatement):
                        self._replies.keep(key, read.text)
                    yield read
            except ModelFailureError as failure:
                if failure.kind is Kind.TEMPERATURE and self._sampling:
                    self._sampling = {}
                    continue
                failures += 1
                logger.info("attempt %d at %s failed: %s (%d)", failures, self.host, failure.kind, failure.status)
                over = call.final(failure) or failures > self._limits.retries
                if over or not clock.pause(failures, failure.retry_after):
                    raise
            else:
                return

    def _once(
        self, call: Call[Shape], bound: Mapping[str, object], method: Method, clock: Clock, account: Account
    ) -> Iterator[SaidStatement | Reply[Shape]]:
        if self._client is None:
            raise ModelFailureError(Kind.UNRECORDED)
        if not clock.left:
            raise ModelFailureError(Kind.TIMEOUT)
        estimate = self.count("\n".join(message.text for message in call.messages))
        held = self._purse.hold(estimate, self._limits.max_output)
        meter = _Meter(held, self._limits.max_output * _CHARACTERS_A_TOKEN)
        timeout = min(self._limits.timeout, clock.left)
        account.asked += 1
        pieces = self._client.stream(call.messages, {**bound, **self._sampling}, timeout, clock.left)
        try:
            with closing(meter.metered(pieces)) as metered:
                yield from _read(metered, call, method)
        finally:
            account.seconds += meter.seconds
            self._charge(meter, estimate, account)

    def _charge(self, meter: "_Meter", estimate: int, account: Account) -> None:
        """Counts what the call took, also when it was cut short; a call that was refused took nothing."""
        sent, received = meter.tokens or ((estimate, self.count(meter.text)) if meter.text else (0, 0))
        cost = self._purse.settle(meter.held, sent, received)
        if meter.tokens or meter.text:
            account.add(sent, received, cost, estimated=meter.tokens is None)


class _Meter:
    """Remembers what passed through of one call, and ends it where it grows beyond all bounds."""

    def __init__(self, held: float, most: int) -> None:
        self.held = held
        self._room = most
        self.seconds = 0.0
        self.tokens: tuple[int, int] | None = None
        self._parts: list[str] = []

    @property
    def text(self) -> str:
        return "".join(self._parts)

    def metered(self, pieces: Iterator[Piece]) -> Generator[Piece]:
        # The consumer checks statements between two pieces; that time is not the server's.
        asked = time.perf_counter()
        try:
            for piece in pieces:
                self.seconds += time.perf_counter() - asked
                self.tokens = piece.tokens or self.tokens
                self._parts.append(piece.text)
                self._room -= len(piece.text)
                if self._room < 0:
                    raise ModelFailureError(Kind.LENGTH)
                yield piece
                asked = time.perf_counter()
        except ModelFailureError:
            self.seconds += time.perf_counter() - asked
            raise


def _read(pieces: Iterator[Piece], call: Call[Shape], method: Method) -> Iterator[SaidStatement | Reply[Shape]]:
    """Statements, then the whole reply.

    Raises:
        ModelFailureError: The reply was refused, cut, empty or malformed.
    """
    reader = Reader(method)
    texts: list[str] = []
    finish = ""
    try:
        for piece in pieces:
            if piece.refused:
                raise ModelFailureError(Kind.REFUSED)
            texts.append(piece.text)
            for raw in reader.feed(piece.text):
                yield SaidStatement.model_validate(raw)
            finish = piece.finish or finish
        _check_end(finish, "".join(texts))
        yield Reply(call.shape.model_validate(reader.close()), "".join(texts))
    except (MalformedReplyError, ValidationError):
        raise ModelFailureError(Kind.MALFORMED) from None


def _check_end(finish: str, text: str) -> None:
    if finish in _ENDS:
        raise ModelFailureError(_ENDS[finish])
    if not finish:
        raise ModelFailureError(Kind.CUT if text else Kind.EMPTY)
    if not text.strip():
        raise ModelFailureError(Kind.EMPTY)
