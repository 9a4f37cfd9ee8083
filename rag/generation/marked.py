"""Replies as marked lines, for servers that give no structured output."""

import re

_LINE = re.compile(r"[\s*>-]{0,8}(ANSWERED|WHY|NUMBER|CITE|SAY|QUESTION|SEARCH|DONE)\**\s?:?\**\s?(.*)", re.IGNORECASE)


class MarkedReply:
    """Reads marked lines into the object that a JSON reply would be."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}
        self._statements: list[dict[str, object]] = []
        self._queries: list[str] = []
        self._citations: list[dict[str, str]] = []
        self._number = 0
        self.done = False

    def line(self, text: str) -> dict[str, object] | None:
        """Takes the next whole line.

        Returns:
            The statement that it completes, if any; lines without a mark are passed over.
        """
        match = _LINE.fullmatch(text.rstrip())
        if match is None or self.done:
            return None
        mark, value = match[1].upper(), match[2].strip()
        if mark == "SAY":
            return self._say(value)
        if mark == "CITE":
            name, _, quote = value.partition("|")
            self._citations.append({"id": name.strip(), "quote": quote.strip().strip('"')})
        elif mark == "NUMBER":
            self._number = int(value) if value.isdecimal() and len(value) < 6 else 0
        elif mark == "SEARCH":
            self._queries.append(value)
        elif mark == "DONE":
            self.done = True
        else:
            self._values[mark.lower()] = value.casefold() if mark in {"ANSWERED", "WHY"} else value
        return None

    def _say(self, text: str) -> dict[str, object]:
        statement: dict[str, object] = {"citations": self._citations, "text": text, "number": self._number}
        self._statements.append(statement)
        self._citations = []
        return statement

    @property
    def value(self) -> dict[str, object]:
        """The whole reply so far."""
        values = dict(self._values)
        if self._queries:
            values["queries"] = self._queries
        if "answered" in values:
            values.setdefault("why", "nothing_missing" if values["answered"] == "all" else "not_stated")
        return values | {"statements": self._statements}
