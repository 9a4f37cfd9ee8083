"""The Brief page: choose cables or a topic, see the page as it will print, take it along."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import gradio as gr

from rag.briefs.export import write
from rag.briefs.model import BriefRequest, Paper
from rag.cli.options import parse_id
from rag.stores.facets import Found
from rag.stores.filters import Filters
from rag.stores.library import CableSummary
from rag.web import briefs, limits
from rag.web.context import Context
from rag.web.faults import Problem, attempt
from rag.web.markup import Markup, number, tag
from rag.web.panels import panel
from rag.web.pieces import empty, problem

OFFERED = 50
MAX_CABLES = 200
FORMATS = (".pdf", ".docx", ".md")
_NAMES = {".pdf": "PDF", ".docx": "Word", ".md": "Markdown"}
_ON_CABLES, _ON_TOPIC = "Cables", "A topic"
WELCOME = empty(
    "One page, every line with its source",
    "Choose cables or name a topic. What finds no room is listed, never lost unseen.",
)


@dataclass(frozen=True)
class Parts:
    """The components that a finished brief is written to."""

    shown: gr.Markdown
    files: gr.Row
    downloads: tuple[gr.DownloadButton, ...]

    @property
    def outputs(self) -> list[gr.blocks.Block]:
        """All of them."""
        return [self.shown, self.files, *self.downloads]


Shown = tuple[Markup | gr.Row | gr.DownloadButton, ...]


def build(context: Context) -> limits.Fields:
    """Builds the page.

    Returns:
        Its filter row, whose choices are filled when a page is opened.
    """
    about = gr.Radio([_ON_CABLES, _ON_TOPIC], value=_ON_CABLES, label="A brief on", elem_id="brief-about")
    with gr.Column(elem_id="brief-by-cables") as by_cables:
        words = gr.Textbox(
            label="Find cables by id, post or subject",
            placeholder="Type some words, then tick the cables",
            elem_id="brief-find",
            max_length=200,
            max_lines=1,
        )
        offered = gr.CheckboxGroup([], label="Found", visible=False, elem_id="brief-found")
        shown = gr.State(list[str]())
        chosen = gr.Dropdown(
            [],
            multiselect=True,
            label="Cables of the brief",
            visible=False,
            elem_id="brief-cables",
            max_choices=MAX_CABLES,
        )
    with gr.Column(visible=False, elem_id="brief-by-topic") as by_topic:
        topic = gr.Textbox(
            label="Topic", placeholder="the Kestrel Point tender", elem_id="brief-topic", max_length=500, max_lines=1
        )
        fields = limits.row("brief")
    with gr.Row(elem_classes="actions", elem_id="brief-options"):
        paper = gr.Radio([("A4", "a4"), ("Letter", "letter")], value="a4", label="Paper", elem_id="brief-paper")
        explain = gr.Checkbox(label="With a sheet of the evidence", elem_id="brief-explain")
        make = gr.Button("Write the brief", variant="primary", elem_id="brief-make", min_width=90)
    with gr.Row(visible=False, elem_classes="actions", elem_id="brief-files") as files:
        downloads = tuple(
            gr.DownloadButton(_NAMES[form], elem_id=f"brief{form.replace('.', '-')}", min_width=90) for form in FORMATS
        )
    parts = Parts(panel("brief-page", WELCOME), files, downloads)
    about.change(_switch, about, [by_cables, by_topic], api_visibility="private", show_progress="hidden")
    _connect_choice(context, words, (offered, shown), chosen)

    def run(values: limits.Values, request: gr.Request) -> Iterator[Shown]:
        yield _waiting()
        made = attempt(lambda: _make(context, request.session_hash, wanted(values)))
        yield _failed(made) if isinstance(made, Problem) else made

    def wanted(values: limits.Values) -> BriefRequest:
        on_cables = values[about] == _ON_CABLES
        return BriefRequest(
            cables=tuple(map(parse_id, limits.texts(values[chosen])[:MAX_CABLES])) if on_cables else (),
            topic="" if on_cables else limits.text(values[topic]),
            filters=Filters() if on_cables else fields.read(values),
            paper=Paper(limits.text(values[paper])),
            explain=values[explain] is True,
        )

    make.click(
        run,
        {about, chosen, topic, paper, explain, *fields.inputs},
        parts.outputs,
        api_visibility="private",
        show_progress="hidden",
        concurrency_limit=2,
    )
    return fields


def _switch(kind: str) -> tuple[gr.Column, gr.Column]:
    return gr.Column(visible=kind == _ON_CABLES), gr.Column(visible=kind == _ON_TOPIC)


def _connect_choice(
    context: Context, words: gr.Textbox, found: tuple[gr.CheckboxGroup, gr.State], chosen: gr.Dropdown
) -> None:
    """What is typed finds cables, ticking one puts it into the brief, and taking it out there unticks it."""
    offered, shown = found

    def find(looked_for: str, kept: list[str] | None) -> tuple[limits.Update, list[str]]:
        if not looked_for.strip():
            return _offered((), (), "", visible=False)
        hits = attempt(lambda: context.desk.find(looked_for[:200], limit=OFFERED))
        if isinstance(hits, Problem):
            return _offered((), (), hits.sentence)
        return _offered(hits.cables, kept or (), _how_many(hits))

    def tick(ticked: list[str], seen: list[str], kept: list[str] | None) -> limits.Update:
        together = [*(ident for ident in kept or [] if ident not in seen or ident in ticked)]
        together += [ident for ident in ticked if ident not in together]
        return {**limits.offer(together, value=together[:MAX_CABLES]), "visible": bool(together)}

    def untick(kept: list[str] | None, seen: list[str]) -> limits.Update:
        return dict[str, object](gr.update(value=[ident for ident in kept or [] if ident in seen]))

    def connect(
        trigger: Callable[..., object] | Sequence[Callable[..., object]],
        work: Callable[..., object],
        inputs: list[gr.components.Component],
        outputs: list[gr.components.Component],
    ) -> None:
        gr.on(
            trigger,
            work,
            inputs,
            outputs,
            api_visibility="private",
            show_progress="hidden",
            trigger_mode="always_last",
        )

    connect([words.input, words.submit], find, [words, chosen], [offered, shown])
    connect(offered.input, tick, [offered, shown, chosen], [chosen])
    connect(chosen.input, untick, [chosen, shown], [offered])


def _offered(
    cables: Sequence[CableSummary], kept: Sequence[str], line: str, *, visible: bool = True
) -> tuple[limits.Update, list[str]]:
    """The list to tick in, and the ids in it."""
    ids = [cable.id for cable in cables]
    choices = [(_offer(cable), cable.id) for cable in cables]
    update = limits.offer(choices, value=[ident for ident in kept if ident in ids])
    return {**update, "label": line, "visible": visible}, ids


def _how_many(found: Found) -> str:
    if not found.total:
        return "No cable has these words in its id, post or subject"
    first = f", of which the first {OFFERED} are shown; more words find fewer" if found.total > OFFERED else ""
    return f"{number(found.total, 'cable')} found{first}"


def _offer(cable: CableSummary) -> str:
    date = f"{cable.date:%Y-%m-%d} · " if cable.date else ""
    return f"{cable.id} · {date}{cable.effective_marking} · {cable.subject[:80]}"


def _waiting() -> Shown:
    sentence = tag("p", tag("span", class_="pulse", aria_hidden="true"), " Reading and fitting the page …")
    return (tag("div", sentence, class_="waiting", role="status"), gr.Row(visible=False), *_no_files())


def _failed(reason: Problem) -> Shown:
    return (problem(reason.sentence), gr.Row(visible=False), *_no_files())


def _no_files() -> tuple[gr.DownloadButton, ...]:
    return tuple(gr.DownloadButton(value=None) for _ in FORMATS)


def _make(context: Context, session: str | None, wanted: BriefRequest) -> Shown:
    context.works.take(session)
    brief = context.desk.brief(wanted)
    conversation = context.sessions.get(session)
    conversation.brief = brief
    folder = context.folder / "briefs" / conversation.id
    folder.mkdir(parents=True, exist_ok=True)
    paths = [folder / f"reftel-brief{form}" for form in FORMATS]
    for path in paths:
        write(brief, path)
    return (
        briefs.page(brief),
        gr.Row(visible=True),
        *(gr.DownloadButton(value=str(path)) for path in paths),
    )
