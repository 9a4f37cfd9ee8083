"""A brief on the screen: the page as it will print, its lines with their evidence, and what was dropped."""

import base64
from collections.abc import Sequence

from rag.briefs.formats import pdf
from rag.briefs.formats.sheet import sheet
from rag.briefs.model import Brief, Line, Section, banner_text
from rag.web.markup import Markup, join, number, tag
from rag.web.pieces import chip, coverage_line, facts, opener
from rag.web.pointers import BriefPointer


def page(brief: Brief) -> Markup:
    """The whole result."""
    pictures = pdf.pictures(sheet(brief), brief.layout.paper, brief.layout.size)
    return tag(
        "div",
        tag(
            "p",
            f"{number(len(brief.lines), 'line')} on {number(brief.layout.pages, 'page')} at {brief.layout.size:g} pt, "
            f"{number(len(brief.dropped), 'line')} dropped for space or a failed check. "
            f"Banner: {banner_text(brief.banner)}.",
            class_="quiet",
            role="status",
        ),
        tag("ul", join(tag("li", words) for words in brief.notes), class_="quiet") if brief.notes else None,
        join(_picture(place, data) for place, data in enumerate(pictures, 1)),
        tag("h3", "Line by line"),
        _sections(brief),
        _dropped(brief.dropped),
        _made(brief),
        class_="brief",
    )


def _picture(place: int, data: bytes) -> Markup:
    source = f"data:image/png;base64,{base64.b64encode(data).decode()}"
    which = "The brief" if place == 1 else f"Sheet {place} of the brief"
    return tag("img", src=source, alt=f"{which} as it will print; its words follow below.", class_="sheet")


def _sections(brief: Brief) -> Markup:
    places = {id(line): place for place, line in enumerate(brief.lines)}
    return join(_section(section, places) for section in brief.sections)


def _section(section: Section, places: dict[int, int]) -> Markup:
    rows = join(_line(line, places[id(line)]) for line in section.lines)
    return tag("section", tag("h4", section.title), tag("ul", rows, class_="lines"))


def _line(line: Line, place: int) -> Markup:
    pointers = join(
        opener(
            str(BriefPointer(place, number)),
            chip(citation.marking),
            tag("span", citation.shown),
            class_="cite",
            label=f"Open {citation.shown}, marked {citation.marking}",
        )
        for number, citation in enumerate(line.statement.citations)
    )
    lead = tag("b", f"{line.lead} ") if line.lead else None
    return tag("li", tag("p", lead, line.statement.text), tag("div", pointers, class_="pointers"))


def _dropped(dropped: Sequence[Line]) -> Markup | None:
    if not dropped:
        return None
    rows = join(tag("li", tag("p", chip(line.marking), " ", line.statement.text), _why(line)) for line in dropped)
    return tag(
        "details",
        tag("summary", f"{number(len(dropped), 'line')} dropped for space or a failed check, most valuable first"),
        tag("ul", rows, class_="lines"),
    )


def _why(line: Line) -> Markup | None:
    """Why a line is off the page, where it is not for want of space."""
    reason = line.statement.reason or line.withheld
    return tag("p", "Because ", reason, class_="because") if reason else None


def _made(brief: Brief) -> Markup:
    made = brief.provenance
    writer = f"{made.model} on {made.host}" if made.model else "verbatim extracts, no model"
    return tag(
        "details",
        tag("summary", "How this page was made"),
        tag("p", coverage_line(brief.coverage, made.clearance), class_="quiet"),
        facts(
            [
                ("Written by", writer),
                ("Searched for", join(tag("span", query, class_="query") for query in made.queries)),
                ("Tokens and cost", ", ".join(f"{name} {value:g}" for name, value in brief.usage.items()) or "none"),
                ("Seconds", ", ".join(f"{stage} {seconds:.3f}" for stage, seconds in brief.timings.items())),
                ("Settings hash", made.settings_hash),
                ("Index generation", made.index_generation),
                ("Brief id", brief.id),
            ]
        ),
    )
