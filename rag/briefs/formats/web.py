"""Self-contained HTML: no script, nothing loaded from anywhere, every word of a cable escaped."""

from collections.abc import Iterator
from html import escape
from importlib.resources import files

from rag.briefs.formats.sheet import DROPPED_TITLE, PROOFS_TITLE, SOURCE_HEAD, Block, Kind, Proof, Row, Run, Sheet
from rag.briefs.model import Paper

_POLICY = "default-src 'none'; style-src 'unsafe-inline'; base-uri 'none'; form-action 'none'"
_SIZES = {Paper.A4: "A4", Paper.LETTER: "letter"}


def render(page: Sheet, paper: Paper) -> str:
    """The brief as one HTML file with its own policy against anything remote."""
    style = files("rag.briefs.formats").joinpath("brief.css").read_text("utf-8")
    body = "\n".join(_parts(page))
    return (
        "<!DOCTYPE html>\n"
        '<html lang="en">\n<head>\n<meta charset="utf-8">\n'
        f'<meta http-equiv="Content-Security-Policy" content="{_POLICY}">\n'
        '<meta name="viewport" content="width=device-width, initial-scale=1">\n'
        f"<title>{escape(page.title)}</title>\n<style>\n@page {{ size: {_SIZES[paper]}; }}\n{style}</style>\n</head>\n"
        f"<body>\n{body}\n</body>\n</html>\n"
    )


def _parts(page: Sheet) -> Iterator[str]:
    banner = f'<p class="banner">{escape(page.banner)}</p>'
    yield f"<header>{banner}</header>\n<main>"
    yield f"<h1>{escape(page.title)}</h1>"
    yield f'<p class="quiet">{escape(page.under)}</p>'
    yield from map(_block, page.blocks)
    yield _sources(page)
    yield from (f'<p class="quiet">{escape(note)}</p>' for note in page.notes)
    yield f"</main>\n<footer>{banner}</footer>"
    if page.proofs:
        above = f'<p class="banner">{escape(page.proof_banner)}</p>'
        yield f'<div class="second">\n{above}'
        yield _proofs(PROOFS_TITLE, page.proofs)
        yield _proofs(DROPPED_TITLE, page.dropped)
        yield f"{above}\n</div>"


def _block(block: Block) -> str:
    rows = "\n".join(f"<li>{_words(row)}</li>" for row in block.rows)
    return f'<section class="{block.part.value}">\n<h2>{escape(block.title)}</h2>\n<ul>\n{rows}\n</ul>\n</section>'


def _words(row: Row) -> str:
    return f'<span class="mark">{escape(row.mark)}</span> {"".join(map(_run, row.runs))}'


def _run(run: Run) -> str:
    text = escape(run.text)
    match run.kind:
        case Kind.NAME:
            return f"<b>{text}</b>"
        case Kind.LEAD:
            return f'<b class="lead">{text}</b>'
        case Kind.OURS:
            return f'<i class="ours">{text}</i>'
        case Kind.CITE:
            return f'&nbsp;<span class="cite">{text}</span>'
        case Kind.TEXT:
            return text


def _sources(page: Sheet) -> str:
    head = "".join(f'<th scope="col">{escape(cell)}</th>' for cell in SOURCE_HEAD)
    rows = "\n".join(f"<tr>{''.join(f'<td>{escape(cell)}</td>' for cell in row)}</tr>" for row in page.sources)
    return f"<h2>Sources</h2>\n<table>\n<thead><tr>{head}</tr></thead>\n<tbody>\n{rows}\n</tbody>\n</table>"


def _proofs(title: str, proofs: tuple[Proof, ...]) -> str:
    if not proofs:
        return ""
    items = "\n".join(map(_proof, proofs))
    return f'<section class="proofs">\n<h2>{escape(title)}</h2>\n{items}\n</section>'


def _proof(proof: Proof) -> str:
    quotes = "".join(
        f'<blockquote><span class="cite">{escape(cite)}</span> “{escape(quote)}”</blockquote>'
        for cite, quote in proof.quotes
    )
    return f'<div><p><b>{escape(proof.text)}</b></p>{quotes}<p class="quiet">{escape(proof.verdict)}</p></div>'
