"""Earlier conversations: their list on the Ask page while it is empty, and what is clicked there."""

import datetime as dt
import re
from collections.abc import Sequence
from dataclasses import dataclass
from enum import StrEnum

from rag.stores.answers import DocumentSummary
from rag.web import kept
from rag.web.context import Context
from rag.web.faults import Problem, attempt
from rag.web.markup import Markup, join, number, tag
from rag.web.pieces import empty, problem

SHOWN = 8
_ACT = re.compile(r"(open|doubt|delete):([0-9a-f]{12})|(list|all)")


class Act(StrEnum):
    """What is clicked in the list."""

    OPEN = "open"
    DOUBT = "doubt"
    DELETE = "delete"
    LIST = "list"
    ALL = "all"


@dataclass(frozen=True)
class Click:
    """A click, read back from the page.

    Attributes:
        act: What is wanted; `DOUBT` asks before it deletes.
        ident: Of the conversation; "" where it is about the whole list.
    """

    act: Act
    ident: str = ""

    def __str__(self) -> str:
        return f"{self.act}:{self.ident}" if self.ident else str(self.act)


def read(words: str) -> Click | None:
    """The click that the words name; None when they name none."""
    match = _ACT.fullmatch(words)
    return Click(Act(match[1] or match[3]), match[2] or "") if match else None


def welcome(context: Context, click: Click = Click(Act.LIST)) -> Markup:
    """What the Ask page shows before the first question: what to expect, and the conversations kept.

    Args:
        context: Of the app.
        click: `DOUBT` puts the question before one deletion, `ALL` shows the whole list.
    """
    hello = empty(
        "Ask the cables",
        "Every sentence of an answer points to the paragraph that it rests on, and that pointer has been checked "
        "before you see it. Where the cables say nothing, no answer is given, and you see what was searched.",
    )
    found = attempt(lambda: kept.listed(context))
    if isinstance(found, Problem):
        return join((hello, problem(found.sentence)))
    return join((hello, _list(found, click))) if found else hello


def _list(found: Sequence[DocumentSummary], click: Click) -> Markup:
    shown = found if click.act is Act.ALL else found[:SHOWN]
    doubted = click.ident if click.act is Act.DOUBT else ""
    if doubted and doubted not in {line.id for line in shown}:
        shown = found
    more = len(found) - len(shown)
    return tag(
        "section",
        tag("h3", "Earlier conversations"),
        tag("ul", join(_doubted(line) if line.id == doubted else _line(line) for line in shown)),
        _button(Click(Act.ALL), f"Show {number(more, 'older one')}", class_="plain") if more else None,
        class_="earlier",
    )


def _line(line: DocumentSummary) -> Markup:
    return tag(
        "li",
        _button(
            Click(Act.OPEN, line.id),
            tag("span", line.title, class_="title"),
            tag("span", _moment(line.created), class_="when"),
            class_="reopen",
        ),
        _button(Click(Act.DOUBT, line.id), "Delete", class_="plain", label=f"Delete the conversation {line.title}"),
    )


def _doubted(line: DocumentSummary) -> Markup:
    return tag(
        "li",
        tag("p", "Delete “", line.title, "”? This cannot be undone.", class_="title", role="alert"),
        _button(Click(Act.DELETE, line.id), "Yes, delete it", class_="plain danger"),
        _button(Click(Act.LIST), "Keep it", class_="plain"),
        class_="doubted",
    )


def _button(click: Click, *children: str | Markup, class_: str, label: str = "") -> Markup:
    return tag("button", *children, type="button", class_=class_, data_act=str(click), aria_label=label or None)


def _moment(created: str) -> str:
    """When it was last gone on with, in the time of this machine."""
    try:
        return f"{dt.datetime.fromisoformat(created).astimezone():%d %b %Y, %H:%M}".lstrip("0")
    except ValueError:
        return ""
