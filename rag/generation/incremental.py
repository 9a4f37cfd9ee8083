"""Reads a reply while it comes: each statement as soon as its last character is there, the whole at the end."""

import json
from collections.abc import Iterator

from rag.generation.marked import MarkedReply
from rag.generation.methods import Method

LONGEST = 200_000
"""Characters of a reply; more is no answer."""
_THOUGHT = ("<think>", "</think>")
_LIST = "statements"


class MalformedReplyError(ValueError):
    """The reply is not what was asked for."""


class JsonReader:
    """A JSON object whose member `statements` is read element by element.

    Only brackets and strings are followed, each character once; what stands between them is left to the JSON parser.
    """

    def __init__(self) -> None:
        self._text = ""
        self._at = 0
        self._open: list[str] = []
        self._in_string = self._escaped = False
        self._string_from = self._element_from = self._from = 0
        self._names = False
        self._before = self._member = ""
        self._end = 0

    def feed(self, text: str) -> Iterator[dict[str, object]]:
        """Takes the next piece; gives the elements of `statements` that are now complete."""
        self._text += text
        while self._at < len(self._text) and not self._end:
            char = self._text[self._at]
            if self._in_string:
                self._follow(char)
            elif char == '"' and self._open:
                self._in_string, self._string_from = True, self._at
                self._names = self._open == ["{"] and self._before in {"{", ","}
            elif char in "{[":
                self._enter(char)
            elif char in "}]" and self._open:
                yield from self._leave(char)
            if not char.isspace():
                self._before = char
            self._at += 1

    def _follow(self, char: str) -> None:
        if self._escaped:
            self._escaped = False
        elif char == "\\":
            self._escaped = True
        elif char == '"':
            self._in_string = False
            if self._names:
                self._member = self._text[self._string_from + 1 : self._at]

    def _enter(self, char: str) -> None:
        if not self._open:
            self._from = self._at
        if self._open == ["{", "["]:
            self._element_from = self._at
        self._open.append(char)

    def _leave(self, char: str) -> Iterator[dict[str, object]]:
        if self._open.pop() + char not in {"{}", "[]"}:
            raise MalformedReplyError("its brackets do not match")
        if not self._open:
            self._end = self._at + 1
        elif self._open == ["{", "["] and self._member == _LIST and char == "}":
            yield _object(self._text[self._element_from : self._at + 1])

    def close(self) -> dict[str, object]:
        """The whole object.

        Raises:
            MalformedReplyError: It is none, or it is not complete.
        """
        if not self._end:
            raise MalformedReplyError("it is no JSON object, or breaks off")
        return _object(self._text[self._from : self._end])


class MarkedReader:
    """The same for marked lines."""

    def __init__(self) -> None:
        self._rest = ""
        self._reply = MarkedReply()

    def feed(self, text: str) -> Iterator[dict[str, object]]:
        """Takes the next piece; gives the statements whose line is now complete."""
        *lines, self._rest = (self._rest + text).split("\n")
        yield from (done for line in lines if (done := self._reply.line(line)) is not None)

    def close(self) -> dict[str, object]:
        """The whole reply.

        Raises:
            MalformedReplyError: It breaks off before DONE.
        """
        self._reply.line(self._rest)
        self._rest = ""
        if not self._reply.done:
            raise MalformedReplyError("it breaks off before DONE")
        return self._reply.value


class Reader:
    """Any reply: passes over a model's thinking aloud, and refuses one without end."""

    def __init__(self, method: Method) -> None:
        self._inner = MarkedReader() if method is Method.TEXT else JsonReader()
        self._held: str | None = ""
        self._size = 0

    def feed(self, text: str) -> Iterator[dict[str, object]]:
        """Takes the next piece; gives the raw statements that it completes.

        Raises:
            MalformedReplyError: The reply cannot become what was asked for.
        """
        self._size += len(text)
        if self._size > LONGEST:
            raise MalformedReplyError("it is far too long")
        if self._held is not None:
            self._held += text
            if not (text := self._released()):
                return
        yield from self._inner.feed(text)

    def _released(self) -> str:
        """What may be read: nothing while the model may still be thinking aloud."""
        held = (self._held or "").lstrip()
        begin, end = _THOUGHT
        if held.startswith(begin):
            _, found, after = held.partition(end)
            if not found:
                return ""
            held = after
        elif begin.startswith(held):
            return ""
        self._held = None
        return held

    def close(self) -> dict[str, object]:
        """The whole reply as an object.

        Raises:
            MalformedReplyError: It is not complete or no such object.
        """
        return self._inner.close()


def _object(text: str) -> dict[str, object]:
    try:
        value = json.loads(text)
    except (ValueError, RecursionError):
        raise MalformedReplyError("it is no JSON") from None
    if not isinstance(value, dict):
        raise MalformedReplyError("it is no JSON object")
    return {str(key): item for key, item in value.items()}
