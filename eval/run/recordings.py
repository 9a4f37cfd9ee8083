"""Recorded replies, so that a suite runs where no model may be called.

A recording belongs to a slot (a question and trial) and to the exact request that was made. Where the request has
changed since, the recording is stale: it is reported and never used. Failures are never recorded.
"""

import hashlib
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

from pydantic import ValidationError

from eval.run.asking import ask, failed, find, passages
from eval.run.files import write_whole
from eval.run.record import Sample
from eval.suite.model import Item
from eval.system import Reply, System
from eval.wire import Document
from rag.errors import ReftelError, UserError

Answerer = Callable[[System, Item, int, float], Sample]


class Request(Document):
    """What was sent, as far as it shapes the reply.

    Attributes:
        model: The model's name, "" for the embedded engine.
        settings: Hash of everything else in force: settings, prompts, corpus, parser.
        messages: Role and text, in order.
        trial: Repetitions are recorded apart, so that they do not repeat one reply.
    """

    model: str
    settings: str
    messages: tuple[tuple[str, str], ...]
    trial: int

    @property
    def key(self) -> str:
        """SHA-256 of all of it."""
        return hashlib.sha256(self.model_dump_json().encode()).hexdigest()


class Recording(Document):
    """One file of the store; `reply` is the JSON text of what came back."""

    slot: str
    request: Request
    reply: str


@dataclass(frozen=True)
class Lookup:
    """What the store has for a request: found with its reply, stale with the reason, or missing."""

    state: Literal["found", "stale", "missing"]
    reply: str = ""
    reason: str = ""


class Recordings:
    """A folder with one file a slot and trial."""

    def __init__(self, path: Path) -> None:
        """Names the folder."""
        self._path = path

    def _file(self, slot: str, trial: int) -> Path:
        # A hash, since slots are chosen by whoever writes the suite and must not leave the folder.
        return self._path / f"{hashlib.sha256(f'{slot}/{trial}'.encode()).hexdigest()[:24]}.json"

    def find(self, slot: str, request: Request) -> Lookup:
        """Looks a request up.

        Raises:
            UserError: The recording is damaged.
        """
        file = self._file(slot, request.trial)
        try:
            recording = Recording.model_validate_json(file.read_bytes())
        except FileNotFoundError:
            return Lookup("missing", reason="there is no recording of it")
        except (OSError, ValidationError):
            raise UserError(f"The recording {file} of {slot} is damaged; delete it and record again.") from None
        if recording.request.key == request.key:
            return Lookup("found", recording.reply)
        differs = [name for name in Request.model_fields if getattr(recording.request, name) != getattr(request, name)]
        return Lookup("stale", reason=f"its {' and '.join(differs)} changed since it was recorded")

    def keep(self, slot: str, request: Request, reply: str) -> None:
        """Writes a recording, replacing an older one of the same slot and trial.

        Raises:
            OperatorError: The disk does not take it.
        """
        self._path.mkdir(parents=True, exist_ok=True)
        recording = Recording(slot=slot, request=request, reply=reply)
        write_whole(self._file(slot, request.trial), recording.model_dump_json(indent=1) + "\n")


def request_of(system: System, item: Item, trial: int) -> Request:
    """The request that a question amounts to."""
    identity = system.identity()
    parts = (identity.engine, identity.settings, identity.corpus, identity.parser, item.filters.model_dump_json())
    settings = hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]
    asked = item.question if item.brief is None else item.brief.model_dump_json()
    messages = (*item.history, ("user", asked))
    return Request(model=identity.model, settings=settings, messages=messages, trial=trial)


def recording(store: Recordings) -> Answerer:
    """Asks as usual and records every reply that is one."""

    def answer(system: System, item: Item, trial: int, deadline: float) -> Sample:
        sample = ask(system, item, trial, deadline)
        if sample.status == "done" and sample.reply is not None:
            store.keep(item.id, request_of(system, item, trial), sample.reply.model_dump_json(exclude_defaults=True))
        return sample

    return answer


def replaying(store: Recordings) -> Answerer:
    """Searches as usual and takes the answers from recordings; nothing is ever asked."""

    def answer(system: System, item: Item, trial: int, deadline: float) -> Sample:  # noqa: ARG001 - nothing to wait for
        try:
            found = store.find(item.id, request_of(system, item, trial))
            if found.state == "missing":
                return failed(item, trial, found.reason)
            if found.state == "stale":
                reason = found.reason
                return Sample(id=item.id, trial=trial, digest=item.digest, status="stale", error=reason)
            return _replayed(system, item, trial, Reply.model_validate_json(found.reply))
        except (ReftelError, ValidationError) as error:
            return failed(item, trial, str(error))

    return answer


def _replayed(system: System, item: Item, trial: int, reply: Reply) -> Sample:
    begun = time.monotonic()
    hits = find(system, item)
    return Sample(
        id=item.id,
        trial=trial,
        digest=item.digest,
        status="done",
        hits=hits,
        reply=reply,
        passages=tuple(passages(system, item, reply, hits)),
        search_seconds=round(time.monotonic() - begun, 4),
        replayed=True,
    )
