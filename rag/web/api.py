"""The four calls that other programs may make over HTTP: search, ask, brief and show."""

from collections.abc import Callable

import gradio as gr

from rag.answering.document import answer_document
from rag.briefs.document import brief_document
from rag.briefs.model import BriefRequest, Paper
from rag.cli.cables import shown_document
from rag.cli.options import parse_id
from rag.errors import UserError
from rag.results import search_document
from rag.retrieval.question import Question
from rag.web import limits
from rag.web.ask_page import MAX_QUESTION
from rag.web.context import Context
from rag.web.faults import Problem, attempt

MAX_HITS = 100
Document = dict[str, object]
Call = Callable[..., Document]


def build(context: Context) -> None:
    """Registers the calls; inside a `gr.Blocks`."""
    for name, call in (
        ("search", _search(context)),
        ("ask", _ask(context)),
        ("brief", _brief(context)),
        ("show", _show(context)),
    ):
        gr.api(call, api_name=name, api_description=call.__doc__, concurrency_limit=4, concurrency_id="api")


def _search(context: Context) -> Call:
    def search(
        question: str,
        k: int = 8,
        posts: list[str] | None = None,
        first: str | None = None,
        last: str | None = None,
        tags: list[str] | None = None,
        cables: str | None = None,
    ) -> Document:
        """Paragraphs that bear on a question, best first, as `reftel search --json` prints them."""

        def work() -> Document:
            if not 1 <= k <= MAX_HITS:
                raise UserError(f"k must be between 1 and {MAX_HITS}.")
            asked = Question(_required(question), filters=limits.read(posts, first, last, tags, cables))
            return search_document(context.desk.search(asked, k))

        return _call(context, work)

    return search


def _ask(context: Context) -> Call:
    def ask(
        question: str,
        posts: list[str] | None = None,
        first: str | None = None,
        last: str | None = None,
        tags: list[str] | None = None,
        cables: str | None = None,
    ) -> Document:
        """An answer whose every sentence was checked, or a declined one, as `reftel ask --json` prints it."""

        def work() -> Document:
            asked = Question(_required(question), filters=limits.read(posts, first, last, tags, cables))
            return answer_document(context.desk.ask(asked))

        return _call(context, work)

    return ask


def _brief(context: Context) -> Call:
    def brief(
        cables: str | None = None,
        topic: str = "",
        posts: list[str] | None = None,
        first: str | None = None,
        last: str | None = None,
        tags: list[str] | None = None,
        paper: str = "a4",
    ) -> Document:
        """A one-page brief on cables or on a topic, as `reftel brief -o FILE.json` writes it."""

        def work() -> Document:
            if paper not in set(Paper):
                raise UserError(f"'{paper}' is no paper size; choose a4 or letter.")
            filters = limits.read(posts, first, last, tags, cables)
            context.works.take(None)
            wanted = BriefRequest(filters.cables, topic[:MAX_QUESTION], filters, Paper(paper))
            return brief_document(context.desk.brief(wanted))

        return _call(context, work)

    return brief


def _show(context: Context) -> Call:
    def show(cable: str, paragraph: str | None = None) -> Document:
        """A cable as parsed, as `reftel show --json` prints it; with `paragraph` only that one."""

        def work() -> Document:
            return shown_document(context.desk.show(parse_id(cable), paragraph=paragraph or None))

        return _call(context, work)

    return show


def _call(context: Context, work: Callable[[], Document]) -> Document:
    def limited() -> Document:
        context.calls.take(None)
        return work()

    made = attempt(limited)
    if isinstance(made, Problem):
        raise gr.Error(made.sentence, print_exception=False)
    return made


def _required(question: str) -> str:
    if not question.strip():
        raise UserError("The question is empty.")
    return question[:MAX_QUESTION]
