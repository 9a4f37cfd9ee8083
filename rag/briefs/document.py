"""The JSON form of a brief: what another program reads, and what `reftel verify` checks again."""

from rag.answering.document import coverage_document, provenance_document, statement_document
from rag.briefs.model import Brief, Line, Section, SourceRow


def brief_document(brief: Brief) -> dict[str, object]:
    """The whole brief; every line is a statement with verdict and citations, plus mark, value and our lead words."""
    return {
        "kind": "brief",
        "id": brief.id,
        "title": brief.title,
        "date": brief.date.isoformat(),
        "cables": list(brief.request.cables),
        "topic": brief.request.topic,
        "clearance": brief.clearance,
        "banner": str(brief.banner),
        "banner_note": "computed from the cited paragraphs, advisory",
        "sections": [_section(section) for section in brief.sections],
        "sources": [_source(row) for row in brief.sources],
        "dropped": [_line(line) for line in brief.dropped],
        "layout": {
            "paper": brief.layout.paper.value,
            "size_pt": brief.layout.size,
            "pages": brief.layout.pages,
            "fill": brief.layout.fill,
        },
        "coverage": coverage_document(brief.coverage),
        "engine": brief.engine,
        "provenance": provenance_document(brief.provenance),
        "usage": dict(brief.usage),
        "notes": list(brief.notes),
        "timings": {stage: round(seconds, 4) for stage, seconds in brief.timings.items()},
    }


def _section(section: Section) -> dict[str, object]:
    return {"part": section.part.value, "title": section.title, "lines": [_line(line) for line in section.lines]}


def _line(line: Line) -> dict[str, object]:
    return {
        **statement_document(line.statement),
        "marking": str(line.marking),
        "lead": line.lead,
        "withheld": line.withheld,
        "value": round(line.value, 4),
    }


def _source(row: SourceRow) -> dict[str, object]:
    return {
        "cable": row.cable,
        "date": row.date.isoformat() if row.date else None,
        "post": row.post,
        "subject": row.subject,
        "paragraphs": list(row.paragraphs),
        "notes": list(row.notes),
    }
