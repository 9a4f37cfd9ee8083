"""Components that show our own markup, and how they are written."""

import gradio as gr

from rag.web.markup import Markup


def panel(
    ident: str, value: Markup | None = None, *, classes: str = "", visible: bool = True, render: bool = True
) -> gr.Markdown:
    """A component for markup of `rag.web.markup`.

    It is a Markdown component and not an HTML one: the latter compiles templates in the browser, which a policy
    without `unsafe-eval` forbids. Its sanitiser is off, since it would take out the names that screen readers need;
    escaping is done where the markup is made, and the policy stops what would get through.

    Args:
        ident: Its id on the page.
        value: What it shows first.
        classes: For the style sheet.
        visible: Whether it is shown.
        render: Whether it is placed here; False to place it later.
    """
    return gr.Markdown(
        value=value,
        elem_id=ident,
        elem_classes=f"panel {classes}".strip(),
        sanitize_html=False,
        latex_delimiters=[],
        visible=visible,
        render=render,
        container=False,
    )
