"""One cable's text, with what its page or record says beside it, made a `Cable`."""

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass

from rag.cables.ids import full_year
from rag.cables.marking import Level, Marking, highest
from rag.cables.model import HEADER_INDEX, HEADER_LABEL, Cable, Paragraph, ParseWarning, Source
from rag.parsing import damage, grammar, identity, references, roles, tags
from rag.parsing.furniture import PageFields
from rag.parsing.head import Head, read_head
from rag.parsing.header import read_header
from rag.parsing.lines import Kind, Line, split
from rag.parsing.paragraphs import Builder, Draft
from rag.parsing.report import EXTRACT_NOTE, warnings_of
from rag.parsing.sections import find_headings
from rag.parsing.spans import collapse, read, tidy
from rag.parsing.starts import find_starts
from rag.parsing.tail import find_tail

_TITLE_PREFIX = re.compile(r"^(?:Cablegate|WikiLeaks|Cable)\s?:\s?", re.IGNORECASE)
_ROUGH_REFERENCE = re.compile(
    r"\b(?:UNCLAS\w*|[A-Z ]*CONFIDENTIAL|SECRET|C O N F I D E N T I A L|S E C R E T)[^\n]{0,60}?\d{3,8}"
)
_ROUGH_REACH = 12_000
_NOTE_REACH = 400


@dataclass(frozen=True)
class Piece:
    """The text of one cable inside its carrier, and what is known from outside the text.

    Attributes:
        source: The carrier.
        start: Where the cable's own text begins in the carrier's text.
        end: Where it ends.
        fields: What the page, record or row states.
        name_id: The id that the file's name states, "" when none.
    """

    source: Source
    start: int
    end: int
    fields: PageFields
    name_id: str = ""


def assemble(piece: Piece) -> Cable | None:
    """Parses one cable.

    Args:
        piece: Its text and surroundings.

    Returns:
        The cable; None where the text shows none of what makes a cable (reference line, routing, E.O., TAGS or
        SUBJECT line), or nothing says which one it is.
    """
    carrier, fields = piece.source.text, piece.fields
    lines = split(carrier, piece.start, piece.end, _rough_post(piece))
    head = read_head(carrier, lines)
    header = head.header
    shows = header.reference or header.subject or header.tags or (head.routing.date and head.routing.shown)
    if not shows and not (fields.id and lines):
        return None
    stated = fields.id or piece.name_id
    date = head.routing.date or fields.date
    post = identity.post_of(head, lines, stated)
    name, warnings = identity.name_of(head, date, post, fields, stated)
    if not name:
        return None
    drafts, cut = _drafts(head)
    classification = identity.classification_of(head, fields)
    openings = [carrier[draft.pieces[0][0] : draft.pieces[0][0] + 40] for draft in drafts[:3] if draft.pieces]
    effective = identity.effective_of(head, classification, openings)
    paragraphs = _paragraphs(carrier, drafts, effective)
    subject = _subject(carrier, head)
    if not subject:
        subject = _TITLE_PREFIX.sub("", fields.title).strip()
        warnings.append(
            ParseWarning("header-lost", "The SUBJECT line is lost; the page's title stands in where there is one.")
        )
    year = date.year if date else (full_year(int(name[:2])) if name[:2].isdigit() else None)
    entries = references.parse(_words(carrier, header.refs), year)
    extract = EXTRACT_NOTE in carrier[max(0, piece.start - _NOTE_REACH) : piece.start]
    return Cable(
        id=name,
        post=post,
        subject=subject,
        classification=classification,
        effective_marking=effective,
        header=_header(carrier, head, fields, effective),
        paragraphs=paragraphs,
        source=piece.source,
        date=date,
        tags=tags.parse(_words(carrier, header.tags)),
        refs=tuple(entry.printed for entry in entries if entry.telegram),
        references=entries,
        addressees=tuple(head.routing.addressees),
        warnings=(*warnings, *warnings_of(paragraphs, extract=extract, cut=cut)),
    )


def _rough_post(piece: Piece) -> str:
    """The post as a first look at the reference line gives it, so that page breaks inside lines can be told."""
    carrier = piece.source.text
    rough = _ROUGH_REFERENCE.search(carrier, piece.start, min(piece.end, piece.start + _ROUGH_REACH))
    match = grammar.REFERENCE_LINE.search(carrier, rough.start(), rough.start() + 200) if rough else None
    return str(match["post"]) if match else ""


def _words(carrier: str, ranges: Sequence[tuple[int, int]]) -> str:
    return collapse(" ".join(carrier[start:end] for start, end in ranges))


def _subject(carrier: str, head: Head) -> str:
    """The subject's words without pilcrows and without their own portion mark."""
    text = _words(carrier, head.header.subject).replace("¶", "").strip()
    found = grammar.portion_at(text, 0)
    return text[found[1] :].strip() if found else text


def _header(carrier: str, head: Head, fields: PageFields, effective: Marking) -> Paragraph:
    ranges = [*fields.shown, *((line.start, line.end) for line in head.routing.shown), *head.header.shown]
    spans = tidy(carrier, sorted(set(ranges)))
    return Paragraph(HEADER_LABEL, HEADER_INDEX, read(carrier, spans), spans, effective)


def _drafts(head: Head) -> tuple[list[Draft], bool]:
    """The body's paragraphs in the making, and whether the record breaks off behind them."""
    body = _without_section_heads(head.body)
    starts = find_starts(body)
    tail = find_tail(body, [start.line for start in starts])
    body = body[: tail.lines]
    starts = [start for start in starts if start.line < len(body)]
    headings = find_headings(body, {start.line for start in starts})
    return Builder(body, starts, headings, tail.stop).build(), tail.cut


def _paragraphs(carrier: str, drafts: Sequence[Draft], effective: Marking) -> tuple[Paragraph, ...]:
    whole = [(draft, spans) for draft in drafts if (spans := tidy(carrier, draft.pieces))]
    texts = [read(carrier, spans) for _, spans in whole]
    kinds = roles.assign([draft for draft, _ in whole], texts)
    seen: Counter[str] = Counter()
    paragraphs = []
    for index, ((draft, spans), text, role) in enumerate(zip(whole, texts, kinds, strict=True), start=1):
        seen[draft.label] += bool(draft.label)
        paragraphs.append(
            Paragraph(
                label=draft.label,
                index=index,
                text=text,
                spans=spans,
                effective_marking=_portion(draft, effective),
                marking=draft.marking,
                section=draft.section,
                role=role,
                occurrence=max(seen[draft.label], 1),
                truncated=damage.breaks_off(text, last=index == len(whole)),
            )
        )
    return tuple(paragraphs)


def _portion(draft: Draft, effective: Marking) -> Marking:
    """The printed mark, else the cable's; not below a mark on a bullet inside."""
    own = Marking.parse(draft.marking) if draft.marking else effective
    higher = [mark for mark in map(Marking.parse, draft.inner) if own.level < mark.level < Level.UNMARKED]
    return highest([own, *higher]) if higher else own


def _without_section_heads(lines: Sequence[Line]) -> list[Line]:
    """Makes page breaks of the head that each further section repeats: class line, captions, E.O., TAGS, SUBJECT."""
    kept: list[Line] = []
    skipped = 0
    for index, line in enumerate(lines):
        match = grammar.REFERENCE_LINE.fullmatch(line.text) if line.kind is Kind.TEXT and len(line.text) < 120 else None
        if match and match["section"] and int(match["section"]) > 1:
            skipped = read_header(lines, index, match).body
        if index < skipped and line.text:
            kept.append(Line(line.start, line.begin, line.end, line.text, Kind.PAGE))
        else:
            kept.append(line)
    return kept
