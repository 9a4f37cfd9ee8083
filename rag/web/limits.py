"""The filters that stand above every page, and what a person wrote into them."""

import re
from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import gradio as gr

from rag.cli.options import build_filters
from rag.desk import Desk
from rag.errors import UserError
from rag.stores.facets import Facet
from rag.stores.filters import Filters

MAX_VALUES = 200
MAX_WORDS = 4000


Update = dict[str, object]
"""A change of some properties of a component. Not a new component: that would judge its value before its choices."""
Values = Mapping[gr.components.Component, object]
"""What the fields of a page hold, as Gradio gives them: nothing is sure of a value from outside."""


def text(value: object) -> str:
    """The text of a field, "" where it holds none."""
    return value if isinstance(value, str) else ""


def texts(value: object) -> list[str]:
    """The texts of a field that holds several."""
    return [item for item in value if isinstance(item, str)] if isinstance(value, list) else []


@dataclass(frozen=True)
class Fields:
    """The five fields of a filter row, and the button that empties them."""

    posts: gr.Dropdown
    first: gr.Textbox
    last: gr.Textbox
    tags: gr.Dropdown
    cables: gr.Textbox
    clear: gr.Button

    @property
    def inputs(self) -> set[gr.components.Component]:
        """All of them."""
        return {self.posts, self.first, self.last, self.tags, self.cables}

    def read(self, values: Values) -> Filters:
        """The filters that a person has set.

        Raises:
            UsageError: A date or an id that cannot be read.
            UserError: Too many values.
        """
        return read(
            posts=texts(values[self.posts]),
            first=text(values[self.first]),
            last=text(values[self.last]),
            tags=texts(values[self.tags]),
            cables=text(values[self.cables]),
        )


def row(name: str) -> Fields:
    """Builds a filter row; `name` makes the ids of its fields unique."""
    with gr.Row(elem_classes="filters", elem_id=f"{name}-filters"):
        fields = Fields(
            posts=gr.Dropdown([], multiselect=True, label="Posts", min_width=150, elem_id=f"{name}-posts"),
            first=gr.Textbox(
                label="From", placeholder="2009-03", min_width=90, max_length=10, max_lines=1, elem_id=f"{name}-from"
            ),
            last=gr.Textbox(
                label="To", placeholder="2009-12-31", min_width=90, max_length=10, max_lines=1, elem_id=f"{name}-to"
            ),
            tags=gr.Dropdown([], multiselect=True, label="TAGS", min_width=120, elem_id=f"{name}-tags"),
            cables=gr.Textbox(
                label="Cables",
                placeholder="Any, by id",
                min_width=150,
                max_length=2000,
                max_lines=1,
                elem_id=f"{name}-cables",
            ),
            clear=gr.Button("Clear", elem_id=f"{name}-clear", elem_classes="clear-limits", min_width=40),
        )
    fields.clear.click(
        lambda: ([], "", "", [], ""),
        None,
        [fields.posts, fields.first, fields.last, fields.tags, fields.cables],
        api_visibility="private",
        show_progress="hidden",
    )
    return fields


def read(
    posts: list[str] | None, first: str | None, last: str | None, tags: list[str] | None, cables: str | None
) -> Filters:
    """Filters from words, as the fields and the HTTP calls give them.

    Raises:
        UsageError: A date or an id that cannot be read.
        UserError: Too many values.
    """
    ids = [name for name in re.split(r"[\s,;]+", (cables or "")[:MAX_WORDS]) if name]
    for values in (posts or [], tags or [], ids):
        if len(values) > MAX_VALUES:
            raise UserError(f"A filter takes at most {MAX_VALUES} values.")
    return build_filters(post=posts, first=first or None, last=last or None, tag=tags, cable=ids)


def choices(desk: Desk) -> tuple[Update, Update]:
    """Posts and tags to choose from, each with its number of cables, as far as the clearance lets see them."""
    if not desk.home.library.exists():
        return offer([]), offer([])
    found = desk.facets()
    return offer(map(_counted, found.posts)), offer(map(_counted, found.tags))


def offer(choices: Iterable[str | tuple[str, str]], value: list[str] | None = None) -> Update:
    """Gives a list other choices, and other chosen ones unless `value` is None."""
    update = dict[str, object](gr.update(choices=list(choices)))
    return update if value is None else {**update, "value": value}


def _counted(facet: Facet) -> tuple[str, str]:
    return f"{facet.value} ({facet.cables})", facet.value
