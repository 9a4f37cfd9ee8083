"""A cable's original text, unit by unit, with the quoted words marked exactly where they stand."""

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.cables.model import Cable, Paragraph, Role, Span
from rag.web.markup import Markup, join, tag
from rag.web.pieces import chip

_MAX_GAP = 1500
_BLANKS = re.compile(r"[ \t]{40,}")
_LINES = re.compile(r"\n[ \t\n]{2,}")
_SOFT = re.compile(r"(?m)^(?=.{40})(?!.* {3}).*\S(\n)(?=\S)")
"""A line of running prose that the telegram broke at its own width; tables and short lines are no prose."""


@dataclass(frozen=True)
class _Piece:
    """A stretch of the text: words of a unit, or of none (routing lines, page breaks, printed numbers)."""

    unit: Paragraph | None
    start: int
    end: int


def original(cable: Cable, index: int | None, quotes: Sequence[Span]) -> Markup:
    """The text as it was printed.

    Args:
        cable: As the reader may see it.
        index: The unit to bring into view, None for none.
        quotes: What to mark, in code points of the carrier text.
    """
    parts: list[Markup] = []
    group: list[_Piece] = []
    for piece in _pieces(cable):
        if piece.unit is not None and group and _owner(group) not in {None, piece.unit.index}:
            lead = group.pop() if group[-1].unit is None else None
            parts.append(_group(cable, group, index, quotes))
            group = [lead] if lead else []
        group.append(piece)
    if group:
        parts.append(_group(cable, group, index, quotes))
    return tag("div", join(parts), class_="original")


def _pieces(cable: Cable) -> Iterator[_Piece]:
    """Units' spans in the order of the text, and what lies between them."""
    spans = sorted(((span, unit) for unit in cable.units for span in unit.spans), key=lambda pair: pair[0])
    at = spans[0][0].start if spans else 0
    for span, unit in spans:
        if span.start > at:
            yield _Piece(None, at, span.start)
        yield _Piece(unit, max(at, span.start), span.end)
        at = max(at, span.end)


def _owner(group: Sequence[_Piece]) -> int | None:
    return next((piece.unit.index for piece in group if piece.unit is not None), None)


def _group(cable: Cable, group: Sequence[_Piece], index: int | None, quotes: Sequence[Span]) -> Markup:
    unit = next((piece.unit for piece in group if piece.unit is not None), None)
    chosen = unit is not None and unit.index == index
    words = join(_words(cable.source.text, piece, quotes, first=piece is group[0]) for piece in group)
    role = unit.role.value if unit is not None and unit.role is not Role.BODY else None
    return tag(
        "section",
        tag(
            "p",
            tag("span", unit.shown, class_="unit-name"),
            chip(unit.effective_marking),
            tag("span", role, class_="role") if role else None,
            class_="gutter",
        )
        if unit
        else None,
        tag("pre", words),
        class_="unit chosen" if chosen else "unit",
        data_scroll=chosen and not quotes,
        aria_label=f"{cable.id} {unit.shown}" if unit else "Not part of any paragraph",
    )


def _words(text: str, piece: _Piece, quotes: Sequence[Span], *, first: bool) -> Markup:
    if piece.unit is None:
        between = _squeezed(text[piece.start : piece.end])
        return tag("span", between.lstrip() if first else between, class_="between")
    parts: list[Markup] = []
    at = piece.start
    for quote in sorted(quotes):
        start, end = max(quote.start, at), min(quote.end, piece.end)
        if start < end:
            parts += [_prose(text[at:start]), tag("mark", _prose(text[start:end]), data_scroll=True)]
            at = end
    return join((*parts, _prose(text[at : piece.end])))


def _prose(words: str) -> Markup:
    """Words with the soft breaks set apart, so that a narrow panel can break the lines anew."""
    parts: list[str | Markup] = []
    at = 0
    for match in _SOFT.finditer(words):
        parts += [words[at : match.start(1)], tag("span", "\n", class_="soft")]
        at = match.end(1)
    return join((*parts, words[at:]))


def _squeezed(between: str) -> str:
    """What lies between units, without the blanks that stand for hidden paragraphs."""
    short = _LINES.sub("\n\n", _BLANKS.sub(" ", between))
    return short if len(short) <= _MAX_GAP else f"{short[: _MAX_GAP // 2]}\n[…]\n{short[-_MAX_GAP // 2 :]}"
