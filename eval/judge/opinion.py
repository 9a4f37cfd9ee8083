"""Asking the judge: the pinned prompt, and replies that are checked before they count."""

import hashlib
import json
from pathlib import Path
from typing import Literal, Protocol

from pydantic import Field, ValidationError

from eval.wire import Document

PROMPT_FILE = Path(__file__).with_name("prompt.md")
MOST_TEXT = 8000
"""Characters of each text that the judge is shown."""


class Opinion(Document):
    """What the judge says of one answer."""

    verdict: Literal["right", "wrong", "cannot_tell"]
    reason: str = Field(max_length=1000)


class Asked(Document):
    """What the judge is shown."""

    question: str
    reference: str
    answer: str


class Chat(Protocol):
    """A model that replies to one system and one user message.

    Attributes:
        name: The model's name.
        host: Where it runs.
    """

    name: str
    host: str

    def reply(self, system: str, user: str) -> str:
        """The reply's text.

        Raises:
            ReftelError: There is none.
        """
        ...


def prompt() -> str:
    """The pinned prompt."""
    return PROMPT_FILE.read_text(encoding="utf-8")


def prompt_digest() -> str:
    """Names the prompt's version in every report."""
    return hashlib.sha256(prompt().encode()).hexdigest()[:16]


def ask_judge(chat: Chat, asked: Asked) -> Opinion:
    """One opinion.

    Raises:
        ReftelError: The model gave no reply.
        ValueError: Its reply is not of the agreed form; a guess at what it meant would be worth nothing.
    """
    shown = {name: text[:MOST_TEXT] for name, text in asked.model_dump().items()}
    text = chat.reply(prompt(), json.dumps(shown, ensure_ascii=False))
    try:
        return Opinion.model_validate_json(_bare(text))
    except ValidationError:
        raise ValueError("the judge's reply is not of the agreed form") from None


def _bare(text: str) -> str:
    """Without the code fence that some models put round JSON."""
    stripped = text.strip()
    if stripped.startswith("```") and stripped.endswith("```"):
        return stripped.strip("`").removeprefix("json").strip()
    return stripped
