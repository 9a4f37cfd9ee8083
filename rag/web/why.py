"""Why this answer: what was searched for, what was found, how long it took, and how to check it again."""

from collections.abc import Mapping

from rag.answering.model import Answer
from rag.cables.model import Key
from rag.web.markup import Markup, join, tag
from rag.web.pieces import facts, opener
from rag.web.pointers import ParagraphPointer

SHOWN = 50
_NOT_SENT = {"marking": "not sent: marking", "budget": "not sent: no room"}


def why(answer: Answer) -> Markup:
    """A part of the page that is closed until it is wanted."""
    made = answer.provenance
    cited = {Key(citation.cable, citation.index) for s in answer.statements for citation in s.citations}
    uses = {key: _NOT_SENT.get(why, why) for key, why in made.left_out} | dict.fromkeys(cited, "cited")
    rows = join(
        _candidate(rank, key, score, uses.get(key, "")) for rank, (key, score) in enumerate(made.retrieved[:SHOWN], 1)
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
                ("Tokens and cost", _figures(answer.usage, "{:g}") or "none"),
                ("Prompt hash", made.prompt_hash or "none, no prompt was used"),
                ("Settings hash", made.settings_hash),
                ("Index generation", made.index_generation),
                ("Clearance", made.clearance or "none set"),
                ("Answer id", answer.id),
            ]
        ),
        tag("h5", "Candidates, best first"),
        tag(
            "div",
            tag(
                "table",
                tag("thead", tag("tr", _head(""), _head("Paragraph"), _head("Score", "figure"), _head("Used"))),
                tag("tbody", rows),
            ),
            class_="candidates",
            tabindex="0",
            role="region",
            aria_label="Candidates",
        ),
        tag("p", f"and {more} more", class_="quiet") if more > 0 else None,
        class_="why",
    )


def _head(name: str, class_: str | None = None) -> Markup:
    return tag("th", name, scope="col", class_=class_)


def _candidate(rank: int, key: Key, score: float, used: str) -> Markup:
    name = f"{key.cable} {'header' if key.index == 0 else f'[{key.index}]'}"
    return tag(
        "tr",
        tag("td", str(rank)),
        tag("td", opener(str(ParagraphPointer(key)), name)),
        tag("td", f"{score:.3f}", class_="figure"),
        tag("td", used),
    )


def _figures(values: Mapping[str, float], form: str) -> str:
    return ", ".join(f"{name} {form.format(value)}" for name, value in values.items())
