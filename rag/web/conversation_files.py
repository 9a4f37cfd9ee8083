"""A conversation as Markdown and Word files, under the banner of what it cites."""

import datetime as dt
import io
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from rag.answering.model import Statement, Verdict
from rag.briefs.formats import markdown
from rag.briefs.formats.printable import printable
from rag.briefs.model import banner_text
from rag.errors import UserError
from rag.web.answers import limits_text
from rag.web.context import Context
from rag.web.plain import banner_of, ending
from rag.web.sessions import Conversation, Exchange


@dataclass(frozen=True)
class Files:
    """Where the two files are."""

    markdown: str
    word: str


def write_files(context: Context, conversation: Conversation) -> Files:
    """Writes both files into the app's folder.

    Raises:
        UserError: Nothing has been asked yet.
    """
    asked = [one for one in conversation.exchanges if one.shown or one.answer]
    if not asked:
        raise UserError("There is nothing to export yet: ask a question first.")
    folder = context.folder / "exports" / conversation.id
    folder.mkdir(parents=True, exist_ok=True)
    page, document = folder / "reftel-conversation.md", folder / "reftel-conversation.docx"
    page.write_text(to_markdown(asked, context.desk.settings.clearance), encoding="utf-8")
    document.write_bytes(to_word(asked, context.desk.settings.clearance))
    return Files(str(page), str(document))


def escape(words: str) -> str:
    """Words as Markdown text, unseen characters shown."""
    return markdown.escape(printable(words))


def _banner(asked: Sequence[Exchange]) -> str:
    statements = tuple(statement for one in asked for statement in one.shown)
    return banner_text(banner_of(statements)) if statements else "NOTHING CITED"


def _preface(clearance: str) -> str:
    made_under = f"under clearance {clearance}" if clearance else "with no clearance set"
    return (
        f"Made {made_under} on {dt.datetime.now(dt.UTC):%d %B %Y, %H:%M} UTC. The banner is computed from the cited "
        "paragraphs and is advisory."
    )


def _searched(one: Exchange) -> str:
    if one.answer is None:
        return ""
    seen, made = one.answer.coverage, one.answer.provenance
    writer = f"{made.model} on {made.host}" if made.model else "verbatim extracts"
    dates = f", {seen.first} to {seen.last}" if seen.first and seen.last else ""
    return f"Searched {seen.cables} cables, {seen.paragraphs} paragraphs{dates}. Written by: {writer}."


def _pointers(statement: Statement) -> str:
    return "; ".join(f"{citation.shown}, {citation.marking}" for citation in statement.citations)


def to_markdown(asked: Sequence[Exchange], clearance: str) -> str:
    """The conversation as CommonMark; nothing of a cable or a question is read as markup.

    Args:
        asked: The exchanges, oldest first.
        clearance: That of the app, "" for none.
    """
    return "\n\n".join(_markdown(asked, clearance)) + "\n"


def _markdown(asked: Sequence[Exchange], clearance: str) -> Iterator[str]:
    banner = f"**{escape(_banner(asked))}**"
    yield banner
    yield "# Conversation"
    yield _preface(clearance)
    for one in asked:
        yield f"## {escape(one.question.text)}"
        limits = limits_text(one.question.filters)
        yield from (escape(words) for words in (f"Limits: {limits}" if limits else "", ending(one)) if words)
        yield from map(_markdown_statement, one.shown)
        yield from filter(None, [escape(_searched(one))])
    yield banner


def _markdown_statement(statement: Statement) -> str:
    pointers = f" [{escape(_pointers(statement))}]" if statement.citations else ""
    if statement.verdict is Verdict.VERIFIED:
        return f"- {escape(statement.text)}{pointers}"
    return f"- **Not verified**: {escape(statement.text)}{pointers} ({escape(statement.reason)})"


def to_word(asked: Sequence[Exchange], clearance: str) -> bytes:
    """The conversation as a Word file, the banner at the head and foot of every page.

    Args:
        asked: The exchanges, oldest first.
        clearance: That of the app, "" for none.
    """
    import docx
    from docx.enum.text import WD_ALIGN_PARAGRAPH

    document = docx.Document()
    for holder in (document.sections[0].header, document.sections[0].footer):
        holder.paragraphs[0].text = printable(_banner(asked))
        holder.paragraphs[0].alignment = WD_ALIGN_PARAGRAPH.CENTER
    document.core_properties.title = "Reftel conversation"
    document.core_properties.author = "Reftel"
    document.add_heading("Conversation", 1)
    document.add_paragraph(_preface(clearance))
    for one in asked:
        document.add_heading(printable(one.question.text), 2)
        limits = limits_text(one.question.filters)
        for words in filter(None, (f"Limits: {limits}" if limits else "", ending(one))):
            document.add_paragraph(printable(words))
        for statement in one.shown:
            paragraph = document.add_paragraph(style="List Bullet")
            if statement.verdict is Verdict.UNVERIFIED:
                paragraph.add_run("Not verified: ").bold = True
            paragraph.add_run(printable(statement.text))
            paragraph.add_run(printable(f" [{_pointers(statement)}]")).italic = True
            if statement.reason:
                paragraph.add_run(printable(f" ({statement.reason})"))
        document.add_paragraph(printable(_searched(one)))
    buffer = io.BytesIO()
    document.save(buffer)
    return buffer.getvalue()
