"""Answers as a reader sees them: statement by statement, each with its pointers, marking and verdict."""

from collections.abc import Sequence

from rag.answering.model import Answer, Citation, Outcome, Statement, Verdict
from rag.cables.model import Evidence
from rag.stores.filters import Filters
from rag.web.markup import Markup, join, tag
from rag.web.pieces import chip, coverage_line, opener, problem
from rag.web.plain import exchange_text
from rag.web.pointers import CitationPointer, ParagraphPointer
from rag.web.sessions import Exchange, State
from rag.web.why import why

_FLAGS = {
    "comment": "the post's own comment",
    "summary": "from a summary paragraph",
    "truncated": "the source breaks off in this paragraph",
    "instruction-like": "reads like an instruction; shown as quoted text only",
    "insertion": "words in italics are ours",
}
_EXCERPT = 280


def exchanges(several: Sequence[Exchange]) -> Markup:
    """Finished exchanges, oldest first."""
    return tag("div", join(exchange(one) for one in several), class_="exchanges")


def exchange(one: Exchange) -> Markup:
    """A question and what came of it, so far or in the end."""
    limits = limits_text(one.question.filters)
    return tag(
        "section",
        tag(
            "div",
            tag("h3", one.question.text, class_="question"),
            tag("p", limits, class_="limits") if limits else None,
            class_="asked",
        ),
        _reply(one),
        class_=f"exchange {one.state.value}",
        aria_label="Question and answer",
    )


def limits_text(filters: Filters) -> str:
    """The filters of a question in words; "" where there are none. The clearance is shown elsewhere."""
    dates = f"{filters.first or '…'} to {filters.last or '…'}" if filters.first or filters.last else ""
    parts = (", ".join(filters.posts), dates, ", ".join(filters.tags), ", ".join(filters.cables))
    return " · ".join(part for part in parts if part)


def _reply(one: Exchange) -> Markup:
    answer = one.answer
    return tag(
        "div",
        _declined(answer) if answer and answer.outcome is Outcome.DECLINED else None,
        _failed(one),
        _statements(one),
        _nearest(answer.nearest) if answer and answer.nearest else None,
        _waiting(one),
        tag("ul", join(tag("li", words) for words in answer.notes), class_="quiet")
        if answer and answer.notes
        else None,
        _foot(one) if one.state is not State.RUNNING and (answer or one.shown) else None,
        class_="reply",
        aria_live="polite",
        aria_busy="true" if one.state is State.RUNNING else "false",
    )


def _statements(one: Exchange) -> Markup | None:
    if not one.shown:
        return None
    nearest = one.answer is not None and one.answer.outcome is Outcome.DECLINED
    heading = tag("h4", "Verified sentences that came nearest") if nearest else None
    items = join(_statement(one.id, place, statement) for place, statement in enumerate(one.shown))
    return join((heading, tag("ol", items, class_="statements")))


def _statement(exchange_id: str, place: int, statement: Statement) -> Markup:
    verified = statement.verdict is Verdict.VERIFIED
    pointers = join(
        _pointer(str(CitationPointer(exchange_id, place, number)), citation)
        for number, citation in enumerate(statement.citations)
    )
    mark = tag("span", "✓", aria_hidden="true") if verified else tag("span", "⚠", aria_hidden="true")
    verdict = tag("span", mark, " Verified" if verified else " Not verified", class_="verdict")
    notes = [_FLAGS.get(flag, flag) for flag in statement.flags]
    return tag(
        "li",
        tag("p", _words(statement), class_="words"),
        tag("p", "Because ", statement.reason, class_="because") if statement.reason else None,
        tag("div", verdict, pointers, class_="pointers"),
        tag("p", "Note: ", "; ".join(notes), class_="flags") if notes else None,
        class_=f"statement {statement.verdict.value}",
    )


def _words(statement: Statement) -> Markup:
    """The sentence, with the insertions that are not the source's set apart."""
    pieces: list[str | Markup] = [statement.text]
    for insertion in filter(None, statement.insertions):
        last = pieces.pop()
        before, found, after = last.partition(insertion)
        pieces += [before, tag("i", found, class_="ours"), after] if found else [last]
    return join(pieces)


def _pointer(target: str, citation: Citation) -> Markup:
    label = f"Open {citation.shown}, marked {citation.marking}"
    return opener(target, chip(citation.marking), tag("span", citation.shown), class_="cite", label=label)


def _declined(answer: Answer) -> Markup:
    return tag(
        "div",
        tag("h4", tag("span", "○ ", aria_hidden="true"), "No answer is given"),
        tag("p", answer.reason),
        tag("p", coverage_line(answer.coverage, answer.provenance.clearance), class_="quiet"),
        class_="declined",
    )


def _failed(one: Exchange) -> Markup | None:
    if one.problem:
        return problem(one.problem)
    if one.answer and one.answer.outcome is Outcome.FAILED:
        return problem(one.answer.reason)
    return None


def _nearest(nearest: Sequence[Evidence]) -> Markup:
    rows = join(
        tag(
            "li",
            opener(str(ParagraphPointer(item.key)), chip(item.paragraph.effective_marking), _name(item), class_="cite"),
            tag("p", _excerpt(item.paragraph.text)),
        )
        for item in nearest
    )
    return tag("div", tag("h4", "Paragraphs that came nearest"), tag("ul", rows), class_="nearest")


def _name(item: Evidence) -> Markup:
    return tag("span", f"{item.cable.id} {item.paragraph.shown}")


def _excerpt(words: str) -> str:
    return words if len(words) <= _EXCERPT else words[:_EXCERPT].rsplit(" ", 1)[0] + " …"


def _waiting(one: Exchange) -> Markup | None:
    if one.state is State.RUNNING:
        return tag("p", tag("span", class_="pulse", aria_hidden="true"), " Reading the cables …", class_="waiting")
    if one.state is State.STOPPED:
        kept = "What was verified by then is kept." if one.statements else "Nothing had been verified by then."
        return tag("p", "Stopped. ", kept, class_="waiting")
    return None


def _foot(one: Exchange) -> Markup:
    answer = one.answer
    declined = answer is None or answer.outcome is Outcome.DECLINED
    line = None if declined else tag("p", coverage_line(answer.coverage, answer.provenance.clearance), class_="quiet")
    copy = tag("button", "Copy with citations", type="button", class_="plain", data_copy=f"copy-{one.id}")
    hidden = tag("pre", exchange_text(one), id=f"copy-{one.id}", hidden=True)
    return tag("div", line, tag("div", copy, hidden, class_="tools"), why(answer) if answer else None, class_="foot")
