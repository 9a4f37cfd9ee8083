"""Markup that is safe by construction: every text and attribute value is escaped here, and nowhere else.

The result holds no line break, so that it is one raw block to a Markdown component, which then reads nothing in it as
Markdown; and no handler, script or style can be written, since neither names of elements nor of attributes come from
outside.
"""

import html
from collections.abc import Iterable

from rag.cli.output import clean

_VOID = frozenset({"br", "hr", "img", "input"})


class Markup(str):
    """Escaped text and elements, as `tag` and `text` make them."""

    __slots__ = ()


def text(words: str) -> Markup:
    """Words as they are: nothing in them is markup, and characters that reorder or hide text become visible.

    Args:
        words: From a cable, a model or a person.
    """
    return Markup(html.escape(clean(words.replace("\r", ""))).replace("\n", "&#10;"))


def tag(name: str, *children: "str | Markup | None", **attributes: "str | int | bool | None") -> Markup:
    """An element.

    Args:
        name: Of the element, from our own code.
        *children: Markup is taken as it is, other text is escaped, None is left out.
        **attributes: `class_` is class, `data_open` is data-open; True writes the bare name, None and False nothing.
    """
    pairs = "".join(_attribute(key, value) for key, value in attributes.items())
    if name in _VOID:
        return Markup(f"<{name}{pairs}>")
    return Markup(f"<{name}{pairs}>{join(children)}</{name}>")


def join(children: "Iterable[str | Markup | None]") -> Markup:
    """Children one after the other."""
    return Markup("".join(c if isinstance(c, Markup) else text(c) for c in children if c is not None))


def _attribute(key: str, value: "str | int | bool | None") -> str:
    if value is None or value is False:
        return ""
    name = key.rstrip("_").replace("_", "-")
    return f" {name}" if value is True else f' {name}="{text(str(value))}"'


def number(count: int, one: str, many: str = "") -> str:
    """A count with its noun: `1 cable`, `1,230 cables`."""
    return f"{count:,} {one if count == 1 else many or one + 's'}"
