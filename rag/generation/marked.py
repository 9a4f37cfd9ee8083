"""Replies as marked lines, for servers that give no structured output."""

import re

_MARKS = "ANSWERED|WHY|NUMBER|SECTION|VALUE|CITE|SAY|QUESTION|SEARCH|BOTTOM|SAME|DIFFER|ORDER|DONE"
_LINE = re.compile(rf"[\s*>-]{{0,8}}({_MARKS})\**\s?:?\**\s?(.*)", re.IGNORECASE)
_LISTS = {"BOTTOM": "bottom_line", "ORDER": "order"}
_GROUPS = {"SAME": "same", "DIFFER": "differ"}
_WHOLE = re.compile(r"\d{1,5}")


class MarkedReply:
    """Reads marked lines into the object that a JSON reply would be."""

    def __init__(self) -> None:
        self._values: dict[str, object] = {}
        self._statements: list[dict[str, object]] = []
        self._queries: list[str] = []
        self._citations: list[dict[str, str]] = []
        self._number = 0
        self._about: dict[str, object] = {}
        self._groups: dict[str, list[list[int]]] = {}
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
        if mark == "DONE":
            self.done = True
        elif mark in _LISTS:
            self._values[_LISTS[mark]] = _numbers(value)
        elif mark in _GROUPS:
            self._groups.setdefault(_GROUPS[mark], []).append(_numbers(value))
        elif not self._of_statement(mark, value):
            self._values[mark.lower()] = value.casefold() if mark in {"ANSWERED", "WHY"} else value
        return None

    def _of_statement(self, mark: str, value: str) -> bool:
        """Notes what belongs to the next statement or is a search; False for a mark of the whole reply."""
        match mark:
            case "CITE":
                name, _, quote = value.partition("|")
                self._citations.append({"id": name.strip(), "quote": quote.strip().strip('"')})
            case "NUMBER":
                self._number = _whole(value)
            case "SECTION":
                self._about["section"] = value.casefold()
            case "VALUE":
                self._about["value"] = _whole(value)
            case "SEARCH":
                self._queries.append(value)
            case _:
                return False
        return True

    def _say(self, text: str) -> dict[str, object]:
        statement: dict[str, object] = {"citations": self._citations, "text": text, "number": self._number}
        statement |= self._about
        self._statements.append(statement)
        self._citations, self._about = [], {}
        return statement

    @property
    def value(self) -> dict[str, object]:
        """The whole reply so far."""
        values = dict(self._values)
        if self._queries:
            values["queries"] = self._queries
        if "answered" in values:
            values.setdefault("why", "nothing_missing" if values["answered"] == "all" else "not_stated")
        return values | self._groups | {"statements": self._statements}


def _whole(text: str) -> int:
    return int(text) if text.isdecimal() and len(text) < 6 else 0


def _numbers(text: str) -> list[int]:
    return [int(number) for number in _WHOLE.findall(text)]
