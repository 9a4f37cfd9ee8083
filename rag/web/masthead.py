"""The line above every page: what is in the library, who writes the answers and where, and under which clearance."""

from urllib.parse import urlsplit

from rag.desk import Desk
from rag.settings import Settings
from rag.web.markup import Markup, number, tag


def masthead(desk: Desk) -> Markup:
    """The line, as the library is now."""
    return tag(
        "div",
        tag("h1", "Reftel"),
        tag("p", _holdings(desk), class_="holdings"),
        tag("p", _engine(desk.settings), class_="engine"),
        _clearance(desk.settings),
        class_="masthead-line",
    )


def _holdings(desk: Desk) -> str:
    if not desk.holds_cables():
        return "The library is empty"
    seen = desk.coverage()
    years = f", {seen.first.year} to {seen.last.year}" if seen.first and seen.last else ""
    return f"{number(seen.cables, 'cable')}, {number(seen.paragraphs, 'paragraph')}{years}"


def _engine(settings: Settings) -> Markup:
    if not settings.llm_model:
        return tag("span", tag("b", "Verbatim extracts"), " · no model, nothing leaves this machine")
    host = urlsplit(settings.llm_base_url).hostname or "api.openai.com"
    return tag("span", tag("b", settings.llm_model), " on ", tag("b", host))


def _clearance(settings: Settings) -> Markup | None:
    if settings.clearance_level is None:
        return None
    return tag("p", "Clearance ", tag("b", settings.clearance_level.name), class_="clearance")
