"""The evidence panel: a cable's facts, and its original text with the cited words marked."""

from collections.abc import Sequence
from pathlib import PurePosixPath

from rag.cables.model import HEADER_INDEX, Cable, Paragraph, Role, Span
from rag.results import Reference, Shown
from rag.web.graph import graph
from rag.web.markup import Markup, join, number, tag
from rag.web.original import original
from rag.web.pieces import chip, facts, opener
from rag.web.pointers import to_cable

_ROLES = {Role.SUMMARY: "summary", Role.COMMENT: "comment", Role.ACTION: "action", Role.QUOTED: "quoted"}


def evidence(shown: Shown, index: int | None = None, quotes: Sequence[Span] = ()) -> Markup:
    """The panel for one cable.

    Args:
        shown: The cable as the reader may see it.
        index: The paragraph to bring into view; None for the top.
        quotes: Places in the carrier text to mark.
    """
    cable = shown.cable
    chosen = next((unit for unit in cable.units if unit.index == index), None) if index is not None else None
    return tag(
        "article",
        tag(
            "header",
            tag("button", "Back", type="button", class_="plain back", data_back=True),
            tag("p", cable.id, chip(cable.effective_marking), class_="cable-id"),
            tag("h2", cable.subject or "No subject shown", tabindex="-1", data_heading=True),
            tag("p", _sent(cable), class_="sent"),
            _place(chosen) if chosen else None,
            class_="cable-head",
        ),
        tag(
            "div",
            _warnings(cable, index),
            original(cable, index, quotes),
            _about(shown),
            class_="cable-body",
            tabindex="0",
            role="region",
            aria_label=f"Original text of {cable.id}",
        ),
        class_="evidence",
        data_cable=cable.id,
    )


def _sent(cable: Cable) -> str:
    date = cable.date.strftime("%d %B %Y").lstrip("0") if cable.date else "undated"
    return f"{cable.post.title()}, {date}"


def _place(unit: Paragraph) -> Markup:
    role = f", {_ROLES[unit.role]}" if unit.role in _ROLES else ""
    where = "The header" if unit.index == HEADER_INDEX else f"{unit.shown}{role}"
    return tag(
        "p", chip(unit.effective_marking), f" {where}", f" · {unit.section}" if unit.section else "", class_="place"
    )


def _warnings(cable: Cable, index: int | None) -> Markup | None:
    seen = [warning for warning in cable.warnings if warning.index in {None, index} or index is None]
    if not seen:
        return None
    names = {unit.index: unit.shown for unit in cable.units}
    items = join(
        tag("li", f"{names[w.index]}: " if w.index in names else "", _without_folders(w.message)) for w in seen
    )
    return tag("div", tag("strong", "Damage and doubts"), tag("ul", items), class_="warnings")


def _about(shown: Shown) -> Markup:
    cable = shown.cable
    return tag(
        "section",
        tag("h3", "About this cable"),
        facts(
            [
                ("Sent", f"{cable.date:%Y-%m-%d %H:%M} UTC" if cable.date else "not stated"),
                ("Classification as printed", cable.classification),
                ("TAGS", ", ".join(cable.tags)),
                ("Addressees", ", ".join(cable.addressees)),
                ("Read from", f"{PurePosixPath(cable.source.name).name} ({cable.source.carrier})"),
                ("Length", number(len(cable.paragraphs), "paragraph")),
            ]
        ),
        graph(shown),
        tag("h3", "References"),
        _references(shown.references),
        tag("h3", "Referred to by"),
        tag("p", *_spaced(shown.referrers), class_="referrers")
        if shown.referrers
        else tag("p", "No cable in the library.", class_="quiet"),
        class_="about",
    )


def _references(references: Sequence[Reference]) -> Markup:
    if not references:
        return tag("p", "It names none.", class_="quiet")
    return tag("ul", join(tag("li", _reference(reference)) for reference in references), class_="references")


def _reference(reference: Reference) -> Markup:
    letter = f"{reference.letter}. " if reference.letter else ""
    if reference.held:
        return join((letter, opener(to_cable(reference.cable), reference.cable)))
    return join((letter, reference.printed, tag("span", f" ({reference.state})", class_="quiet")))


def _spaced(cables: Sequence[str]) -> list[Markup]:
    return [join((opener(to_cable(cable), cable), " ")) for cable in cables]


def _without_folders(message: str) -> str:
    """A warning that names a file, without the folders of this machine."""
    return " ".join(PurePosixPath(word).name if word.startswith("/") else word for word in message.split(" "))
