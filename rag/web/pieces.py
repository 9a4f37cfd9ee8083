"""Small pieces that several pages share: markings, buttons that open a cable, and what was searched."""

from rag.cables.marking import Marking
from rag.cables.model import Coverage
from rag.web.markup import Markup, join, number, tag, text


def chip(marking: Marking) -> Markup:
    """A marking; its level shows by word and by colour."""
    return tag("span", str(marking), class_=f"chip level-{marking.level.name.lower()}", title="Marking")


def opener(target: str, *children: str | Markup, class_: str = "open", label: str = "") -> Markup:
    """A button that opens what a pointer names in the evidence panel."""
    return tag("button", *children, type="button", class_=class_, data_open=target, aria_label=label or None)


def coverage_line(coverage: Coverage, clearance: str) -> Markup:
    """What was searched, in one sentence."""
    span = f", {coverage.first} to {coverage.last}" if coverage.first and coverage.last else ""
    made_under = f" Made under clearance {clearance}." if clearance else ""
    cables, paragraphs = number(coverage.cables, "cable"), number(coverage.paragraphs, "paragraph")
    return text(f"Searched {cables}, {paragraphs}{span}.{made_under}")


def empty(title: str, *hints: str) -> Markup:
    """What a panel shows while it has nothing to show."""
    return tag("div", tag("p", title, class_="empty-title"), *(tag("p", hint) for hint in hints), class_="empty")


def problem(sentence: str) -> Markup:
    """An error, announced to whoever cannot see it."""
    return tag("div", tag("strong", "That did not work. "), sentence, class_="problem", role="alert")


def note(sentence: str) -> Markup:
    """Something to know, announced without interrupting."""
    return tag("div", sentence, class_="note", role="status")


def doubt(sentence: str) -> Markup:
    """A question before something that cannot be undone."""
    return tag("div", sentence, class_="note doubt", role="alert")


def facts(rows: list[tuple[str, str | Markup]]) -> Markup:
    """A list of names and values; rows without a value are left out."""
    return tag("dl", join(tag("div", tag("dt", name), tag("dd", value)) for name, value in rows if value))
