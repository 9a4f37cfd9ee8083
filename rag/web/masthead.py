"""The line above every page: what is in the library, who writes the answers and where, and under which clearance."""

from rag.desk import Desk
from rag.embedding.ceiling import is_loopback
from rag.settings import Settings
from rag.web.markup import Markup, number, tag


def masthead(desk: Desk) -> Markup:
    """The line, as the library is now."""
    return tag(
        "div",
        tag("h1", "Reftel"),
        tag("p", _holdings(desk), class_="holdings"),
        tag("p", _engine(desk), class_="engine"),
        _clearance(desk.settings),
        class_="masthead-line",
    )


def _holdings(desk: Desk) -> str:
    if not desk.holds_cables():
        return "The library is empty"
    seen = desk.coverage()
    years = f", {seen.first.year} to {seen.last.year}" if seen.first and seen.last else ""
    return f"{number(seen.cables, 'cable')}, {number(seen.paragraphs, 'paragraph')}{years}"


def _engine(desk: Desk) -> Markup:
    model = desk.model
    if model is None:
        return tag(
            "span",
            tag("b", "Verbatim extracts"),
            " · no model",
            tag("span", ", nothing leaves this machine", class_="wide"),
        )
    ceiling = desk.settings.llm_max_marking
    sent = f" · at most {ceiling} is sent there" if not is_loopback(model.host) else ""
    return tag("span", tag("b", model.name), " on ", tag("b", model.host), sent)


def _clearance(settings: Settings) -> Markup | None:
    if settings.clearance_level is None:
        return None
    return tag("p", "Clearance ", tag("b", settings.clearance_level.name), class_="clearance")
