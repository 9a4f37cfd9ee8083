"""Replies kept by the content of their request."""

import hashlib
import json
import shutil
from collections.abc import Mapping, Sequence
from pathlib import Path
from typing import Protocol

from rag.errors import OperatorError
from rag.generation.prompts import Message

FOLDER = "llm"
"""Of the cache: kept replies, and what is known of servers."""


class Replies(Protocol):
    """A store of replies."""

    def find(self, key: str) -> str | None:
        """The reply to a request, None when there is none."""
        ...

    def keep(self, key: str, reply: str) -> None:
        """Keeps a whole and well-formed reply."""
        ...


def key_of(model: str, messages: Sequence[Message], bound: Mapping[str, object], max_output: int) -> str:
    """SHA-256 of all that shapes a reply; the host is none of it."""
    content = [model, [[message.role, message.text] for message in messages], bound, max_output]
    return hashlib.sha256(json.dumps(content, sort_keys=True).encode()).hexdigest()


def brief_replies(cache: Path) -> "ReplyCache":
    """The replies that briefs are written from, kept so that another brief on the same cable asks nothing.

    Args:
        cache: The cache folder of the settings.
    """
    return ReplyCache(cache / FOLDER / "briefs")


class NoReplies:
    """Keeps nothing."""

    def find(self, key: str) -> str | None:  # noqa: ARG002 - part of `Replies`
        """See `Replies`."""
        return None

    def keep(self, key: str, reply: str) -> None:
        """See `Replies`."""


class ReplyCache:
    """A folder with one file a reply, for the owner of the machine alone."""

    def __init__(self, folder: Path) -> None:
        self._folder = folder

    def find(self, key: str) -> str | None:
        """See `Replies`; a file that cannot be read is none."""
        try:
            return self._file(key).read_text(encoding="utf-8")
        except (OSError, UnicodeDecodeError):
            return None

    def keep(self, key: str, reply: str) -> None:
        """See `Replies`; a cache that cannot be written is no failure of the answer."""
        file = self._file(key)
        part = file.with_suffix(".part")
        try:
            file.parent.mkdir(parents=True, exist_ok=True, mode=0o700)
            part.touch(mode=0o600)
            part.write_text(reply, encoding="utf-8", errors="replace")
            part.replace(file)
        except OSError:
            return

    def clear(self) -> None:
        """Forgets every reply.

        Raises:
            OperatorError: The folder cannot be removed.
        """
        try:
            shutil.rmtree(self._folder)
        except FileNotFoundError:
            return
        except OSError as error:
            raise OperatorError(
                f"What a model made of cables is still kept in {self._folder} ({error.strerror}); remove that folder."
            ) from None

    def _file(self, key: str) -> Path:
        return self._folder / key[:2] / f"{key}.txt"
