"""The Library page's own markup: results of uploads, the listing, the timeline."""

from collections.abc import Sequence

from rag.stores.facets import Found, Month
from rag.stores.library import CableSummary
from rag.web.markup import Markup, join, number, tag
from rag.web.pieces import chip, empty, opener
from rag.web.pointers import to_cable
from rag.web.timeline import timeline
from rag.web.uploads import FileResult

PAGE = 25
_SHOWN = 20


def listing(found: Found, page: int) -> Markup:
    """One page of cables.

    Args:
        found: The page.
        page: Its number, from 0.
    """
    if not found.cables:
        return empty("No cable", "Nothing in the library is within these limits.")
    first = page * PAGE + 1
    line = f"{first:,} to {first + len(found.cables) - 1:,} of {number(found.total, 'cable')}, oldest first"
    heads = join(
        (
            *(tag("th", name, scope="col") for name in ("Cable", "Date", "Marking", "Subject")),
            *(tag("th", name, scope="col", class_="figure") for name in ("¶", "Warnings")),
        )
    )
    return tag(
        "div",
        tag("p", line, class_="quiet", role="status"),
        tag(
            "table",
            tag("thead", tag("tr", heads)),
            tag("tbody", join(_row(cable) for cable in found.cables)),
            class_="cables",
        ),
    )


def _row(cable: CableSummary) -> Markup:
    return tag(
        "tr",
        tag("td", opener(to_cable(cable.id), cable.id, label=f"Open {cable.id}"), class_="ident"),
        tag("td", f"{cable.date:%Y-%m-%d}" if cable.date else "undated", class_="date"),
        tag("td", chip(cable.effective_marking), class_="mark"),
        tag("td", cable.subject or "not shown", class_="subject"),
        tag("td", str(cable.paragraphs), class_="figure length"),
        tag("td", str(cable.warnings) if cable.warnings else "", class_="figure damage"),
    )


def months(several: Sequence[Month]) -> Markup:
    """The timeline, or nothing where no cable is dated."""
    return timeline(several) if several else empty("No dated cable", "The timeline shows cables by month and post.")


def results(done: Sequence[FileResult], total: int) -> Markup:
    """What became of each file so far."""
    under_way = len(done) < total
    counts = sum(result.report.added for result in done if result.report)
    line = (
        f"Reading file {len(done) + 1} of {total} …"
        if under_way
        else f"{number(total, 'file')} read, {number(counts, 'cable')} added."
    )
    return tag(
        "div",
        tag("p", line, role="status", class_="waiting" if under_way else "note"),
        tag("progress", max=total, value=len(done), aria_label="Files read") if under_way else None,
        tag("ul", join(_result(result) for result in done), class_="results"),
    )


def _result(result: FileResult) -> Markup:
    if result.problem:
        return tag(
            "li",
            tag("p", tag("b", "⚠ Not added "), tag("span", result.name)),
            tag("p", result.problem, class_="because"),
            class_="result failed",
        )
    items = [*(_finding(finding.cable, warning) for finding in result.findings for warning in finding.warnings)]
    items += [tag("li", "Could not be read: ", failure) for failure in result.failures]
    more = len(items) - _SHOWN
    return tag(
        "li",
        tag("p", tag("b", "✓ ", _did(result)), tag("span", result.name)),
        tag("p", *_openers(result)) if result.findings else None,
        tag("ul", join(items[:_SHOWN]), class_="quiet") if items else None,
        tag("p", f"and {more} more notes", class_="quiet") if more > 0 else None,
        class_="result",
    )


def _did(result: FileResult) -> str:
    report = result.report
    if report is None:
        return ""
    parts = ((report.added, "added"), (report.updated, "updated"), (report.unchanged, "already there"))
    done = ", ".join(f"{count} {word}" for count, word in parts if count)
    twins = number(report.twins, "twin") if report.twins else ""
    return ", ".join(part for part in (done, twins) if part) + " "


def _openers(result: FileResult) -> list[Markup]:
    shown = [join((opener(to_cable(finding.cable), finding.cable), " ")) for finding in result.findings[:_SHOWN]]
    more = result.cables - len(shown)
    return [*shown, join((f"and {more} more",))] if more > 0 else shown


def _finding(cable: str, warning: str) -> Markup:
    return tag("li", f"{cable}: {warning}")
