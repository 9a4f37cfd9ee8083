"""Why this answer: what was searched for, what was found, how long it took, and how to check it again."""

from collections.abc import Mapping

from rag.answering.model import Answer
from rag.cables.model import Key
from rag.web.markup import Markup, join, tag
from rag.web.pieces import facts, opener
from rag.web.pointers import ParagraphPointer

SHOWN = 12


def why(answer: Answer) -> Markup:
    """A part of the page that is closed until it is wanted."""
    made = answer.provenance
    cited = {Key(citation.cable, citation.index) for s in answer.statements for citation in s.citations}
    rows = join(
        _candidate(rank, key, score, key in cited) for rank, (key, score) in enumerate(made.retrieved[:SHOWN], 1)
    )
    more = len(made.retrieved) - SHOWN
    writer = f"{made.model} on {made.host}" if made.model else "verbatim extracts, no model"
    return tag(
        "details",
        tag("summary", "Why this answer"),
        facts(
            [
                ("Searched for", join(tag("span", query, class_="query") for query in made.queries)),
                ("Written by", writer),
                ("Seconds", _figures(answer.timings, "{:.3f}")),
                ("Tokens and cost", _figures(answer.usage, "{:g}")),
                ("Prompt hash", made.prompt_hash),
                ("Settings hash", made.settings_hash),
                ("Index generation", made.index_generation),
                ("Clearance", made.clearance or "none set"),
                ("Answer id", answer.id),
            ]
        ),
        tag("h5", "Candidates, best first"),
        tag(
            "table",
            tag("thead", tag("tr", *(tag("th", name, scope="col") for name in ("", "Paragraph", "Score", "Used")))),
            tag("tbody", rows),
        ),
        tag("p", f"and {more} more", class_="quiet") if more > 0 else None,
        class_="why",
    )


def _candidate(rank: int, key: Key, score: float, used: bool) -> Markup:
    name = f"{key.cable} {'header' if key.index == 0 else f'[{key.index}]'}"
    return tag(
        "tr",
        tag("td", str(rank)),
        tag("td", opener(str(ParagraphPointer(key)), name)),
        tag("td", f"{score:.3f}", class_="figure"),
        tag("td", "cited" if used else ""),
    )


def _figures(values: Mapping[str, float], form: str) -> str:
    return ", ".join(f"{name} {form.format(value)}" for name, value in values.items())
