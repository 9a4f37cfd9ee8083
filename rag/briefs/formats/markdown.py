"""Markdown: plain enough to read as it is, escaped so that nothing in a cable becomes a link, an image or a heading."""

import re
from collections.abc import Iterator

from rag.briefs.formats.sheet import DROPPED_TITLE, PROOFS_TITLE, SOURCE_HEAD, Block, Kind, Proof, Row, Run, Sheet

_SPECIAL = re.compile(r"[\\`*_{}\[\]<>&#|~$]")
_ADDRESS = re.compile(r"(?i)\b(https?|ftp|mailto|file)(:)|\b(www)(\.)|()(@)")
_ENTITIES = {"<": "&lt;", ">": "&gt;", "&": "&amp;"}


def render(page: Sheet) -> str:
    """The brief as CommonMark with a table in the GitHub form."""
    return "\n".join(_parts(page)).rstrip() + "\n"


def escape(text: str) -> str:
    """A source's words as text: no character of it is read as markup, no address becomes a link, and none is lost."""
    flat = " ".join(text.split())
    shown = _SPECIAL.sub(lambda match: _ENTITIES.get(match[0], f"\\{match[0]}"), flat)
    return _ADDRESS.sub(lambda match: "".join(filter(None, match.groups()[:-1:2])) + _entity(match), shown)


def _entity(match: re.Match[str]) -> str:
    mark = next(group for group in (match[2], match[4], match[6]) if group)
    return f"&#{ord(mark)};"


def _parts(page: Sheet) -> Iterator[str]:
    yield f"**{escape(page.banner)}**\n"
    yield f"# {escape(page.title)}\n"
    yield f"{escape(page.under)}\n"
    for block in page.blocks:
        yield from _block(block)
    yield "## Sources\n"
    yield f"| {' | '.join(SOURCE_HEAD)} |"
    yield f"|{'---|' * len(SOURCE_HEAD)}"
    for row in page.sources:
        yield f"| {' | '.join(escape(cell) for cell in row)} |"
    yield ""
    for note in page.notes:
        yield f"{escape(note)}\n"
    yield f"**{escape(page.banner)}**\n"
    if page.proofs:
        yield f"---\n\n**{escape(page.proof_banner)}**\n"
        yield from _proofs(PROOFS_TITLE, page.proofs)
        yield from _proofs(DROPPED_TITLE, page.dropped)
        yield f"\n**{escape(page.proof_banner)}**\n"


def _block(block: Block) -> Iterator[str]:
    yield f"## {block.title}\n"
    for row in block.rows:
        yield f"- {_words(row)}"
    yield ""


def _words(row: Row) -> str:
    return f"{escape(row.mark)} {''.join(map(_run, row.runs)).rstrip()}"


def _run(run: Run) -> str:
    match run.kind:
        case Kind.NAME | Kind.LEAD:
            return f"**{escape(run.text)}** "
        case Kind.OURS:
            return f"*{escape(run.text)}*"
        case Kind.CITE:
            # Brackets make no link here: every bracket of a source is escaped, so that no link target can follow.
            return f" {run.text} "
        case Kind.TEXT:
            space = " " if run.text.endswith(" ") else ""
            return (" " if run.text.startswith(" ") else "") + escape(run.text) + space


def _proofs(title: str, proofs: tuple[Proof, ...]) -> Iterator[str]:
    if not proofs:
        return
    yield f"\n## {title}\n"
    for proof in proofs:
        yield f"- {escape(proof.text)}"
        for cite, quote in proof.quotes:
            yield f"  - {escape(cite)} “{escape(quote)}”"
        yield f"  - {escape(proof.verdict)}"
