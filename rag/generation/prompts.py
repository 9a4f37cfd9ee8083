"""Loads and renders prompts; whatever is not declared is an error."""

import hashlib
import json
import re
from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Literal

from pydantic import BaseModel, ConfigDict, Field, ValidationError

from prompts import FOLDER
from rag.errors import OperatorError
from rag.generation.methods import Method

Role = Literal["system", "user"]

_FILE = re.compile(r"---\n(?P<head>.*?)\n---\n(?P<body>.*)", re.DOTALL)
_SECTION = re.compile(r"^## (system|user)\n", re.MULTILINE)
_VARIABLE = re.compile(r"\{\{(\w+)\}\}")
FORMAT = "format"
"""The variable that says how to reply; filled in by the method, never by the caller."""


@dataclass(frozen=True)
class Message:
    """One message of a request."""

    role: Literal["system", "user", "assistant"]
    text: str


class Variable(BaseModel):
    """A variable of a prompt, with a value that a person can read it with."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    means: str = Field(min_length=1)
    sample: str


class Head(BaseModel):
    """The front matter.

    Attributes:
        purpose: One sentence.
        version: Raised with every change that is meant to change replies.
        variables: By name.
        output: JSON schema of the reply.
        markers: The same reply as marked lines, for servers that can do no better.
    """

    model_config = ConfigDict(frozen=True, extra="forbid")

    purpose: str = Field(min_length=1)
    version: int = Field(ge=1)
    variables: dict[str, Variable]
    output: dict[str, object]
    markers: str = Field(min_length=1)


@dataclass(frozen=True)
class Prompt:
    """A prompt, ready to be filled in.

    Attributes:
        name: Of its file.
        head: Its front matter.
        sections: Role and template of each message, in order.
        digest: SHA-256 of the file.
    """

    name: str
    head: Head
    sections: tuple[tuple[Role, str], ...]
    digest: str

    def render(self, method: Method, values: Mapping[str, str]) -> tuple[Message, ...]:
        """Fills in the variables; what a value holds is never filled in again.

        Args:
            method: How the reply will be structured.
            values: One for each declared variable but `format`.

        Raises:
            ValueError: A variable is missing, or an undeclared one is given.
        """
        wanted = set(self.head.variables) - {FORMAT}
        if set(values) != wanted:
            odd = ", ".join(sorted(set(values) ^ wanted))
            raise ValueError(f"the prompt {self.name} and its values differ in: {odd}")
        filled = {**values, FORMAT: self.format(method)}
        return tuple(
            Message(role, _VARIABLE.sub(lambda match: filled[match[1]], template)) for role, template in self.sections
        )

    def format(self, method: Method) -> str:
        """How the reply must be written."""
        if method is Method.TEXT:
            return self.head.markers
        if method is Method.JSON_OBJECT:
            return f"Reply with one JSON object and nothing else. It fits this schema: {json.dumps(self.head.output)}"
        return "Reply in the given structure."

    @property
    def samples(self) -> dict[str, str]:
        """The sample values of all variables but `format`."""
        return {name: variable.sample for name, variable in self.head.variables.items() if name != FORMAT}


class Prompts:
    """The prompts of one folder."""

    def __init__(self, folder: Path = FOLDER) -> None:
        self._folder = folder

    @property
    def names(self) -> tuple[str, ...]:
        """Of all prompts in the folder, in order of the alphabet."""
        return tuple(sorted(path.stem for path in self._folder.glob("*.md")))

    def load(self, name: str) -> Prompt:
        """Reads a prompt.

        Raises:
            OperatorError: It is missing or not well formed, with what is wrong.
        """
        return _load(self._folder / f"{name}.md")

    @property
    def digest(self) -> str:
        """Hash of all prompts together, as it stands in an answer's provenance."""
        parts = [f"{name} {self.load(name).digest}" for name in self.names]
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:16]


@lru_cache(maxsize=32)
def _load(path: Path) -> Prompt:
    import yaml

    try:
        text = path.read_text(encoding="utf-8")
    except (OSError, UnicodeDecodeError) as error:
        raise OperatorError(f"The prompt {path} cannot be read: {getattr(error, 'strerror', 'no UTF-8')}.") from None
    match = _FILE.fullmatch(text)
    if match is None:
        raise OperatorError(f"The prompt {path} has no front matter between two lines of ---.")
    try:
        head = Head.model_validate(yaml.safe_load(match["head"]))
    except (yaml.YAMLError, ValidationError) as error:
        first = error.errors(include_input=False)[0] if isinstance(error, ValidationError) else None
        what = f"{'.'.join(map(str, first['loc']))}: {first['msg']}" if first else "it is no YAML"
        raise OperatorError(f"The front matter of the prompt {path} cannot be used: {what}.") from None
    pieces = _SECTION.split(match["body"])
    sections: list[tuple[Role, str]] = []
    for role, body in zip(pieces[1::2], pieces[2::2], strict=True):
        sections.append(("system" if role == "system" else "user", body.strip()))
    used = {name for _, body in sections for name in _VARIABLE.findall(body)}
    if pieces[0].strip() or not sections or used != set(head.variables):
        odd = ", ".join(sorted(used ^ set(head.variables))) or "text outside the sections system and user"
        raise OperatorError(f"The prompt {path} does not use exactly what it declares: {odd}.")
    return Prompt(path.stem, head, tuple(sections), hashlib.sha256(text.encode()).hexdigest())
