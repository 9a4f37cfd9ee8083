"""The reference graph around a cable: on the left what refers to it, on the right what it refers to."""

from collections.abc import Sequence
from dataclasses import dataclass

from rag.results import Shown
from rag.web.markup import Markup, join, number, tag
from rag.web.pointers import to_cable

MAX_SIDE = 10
_ROW, _WIDTH, _BOX = 30, 620, 176


@dataclass(frozen=True)
class _Node:
    """A cable in the drawing; one that the library does not show cannot be opened."""

    name: str
    held: bool


def graph(shown: Shown) -> Markup | None:
    """The drawing; None where the cable stands alone. Every name in it is in the lists beside it, too."""
    left = [_Node(cable, held=True) for cable in shown.referrers]
    right = list(
        dict.fromkeys(_Node(reference.cable or reference.printed, reference.held) for reference in shown.references)
    )
    if not left and not right:
        return None
    height = _ROW * max(len(left[:MAX_SIDE]), len(right[:MAX_SIDE]), 1) + 14
    middle = height / 2
    more = (len(left[MAX_SIDE:]), len(right[MAX_SIDE:]))
    label = (
        f"{shown.cable.id} with {number(len(left), 'cable')} that refer to it and {number(len(right), 'reference')} "
        "of its own"
    )
    return tag(
        "figure",
        tag(
            "svg",
            _side(left[:MAX_SIDE], 0, middle, height),
            _side(right[:MAX_SIDE], _WIDTH - _BOX, middle, height),
            _box(_Node(shown.cable.id, held=True), (_WIDTH - _BOX) / 2, middle, "node centre"),
            viewBox=f"0 0 {_WIDTH} {height}",
            role="group",
            aria_label=label,
        ),
        tag("figcaption", _caption(more), class_="quiet"),
        class_="graph",
    )


def _side(nodes: Sequence[_Node], left: float, middle: float, height: float) -> Markup:
    gap = height / max(len(nodes), 1)
    parts: list[Markup] = []
    for place, node in enumerate(nodes):
        across = gap * place + gap / 2
        start = left + _BOX if left == 0 else left
        end = (_WIDTH - _BOX) / 2 if left == 0 else (_WIDTH + _BOX) / 2
        bend = (start + end) / 2
        curve = f"M{start:.0f} {across:.1f} C{bend:.0f} {across:.1f} {bend:.0f} {middle:.1f} {end:.0f} {middle:.1f}"
        parts.append(tag("path", d=curve))
        parts.append(_box(node, left, across, "node" if node.held else "node absent"))
    return join(parts)


def _box(node: _Node, left: float, middle: float, classes: str) -> Markup:
    name = node.name if len(node.name) <= 22 else f"{node.name[:21]}…"
    shape = join(
        (
            tag("rect", x=f"{left + 1:.0f}", y=f"{middle - 11:.1f}", width=_BOX - 2, height=22, rx=4),
            tag("text", name, x=f"{left + _BOX / 2:.0f}", y=f"{middle:.1f}"),
        )
    )
    if not node.held or "centre" in classes:
        return tag("g", shape, class_=classes)
    opens = to_cable(node.name)
    return tag("g", shape, class_=classes, data_open=opens, role="button", tabindex=0, aria_label=f"Open {node.name}")


def _caption(more: tuple[int, int]) -> str:
    parts = ["Left: what refers to it; right: what it refers to. Dashed: not in the library."]
    parts += [f"{count} more on the {side}." for count, side in zip(more, ("left", "right"), strict=True) if count]
    return " ".join(parts)
